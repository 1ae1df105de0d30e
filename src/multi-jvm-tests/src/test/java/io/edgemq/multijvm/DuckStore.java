package io.edgemq.multijvm;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// The endpoint `acme/plant` of an object store as DuckDB sees it, with the queries that
/// docs/format/objects.md has for that. For one thread.
final class DuckStore implements AutoCloseable {
  private static final Path PAGE = Path.of("..", "..", "docs", "format", "objects.md");
  private static final String INDENT = "    ";

  private final Connection connection;
  private final Path objects;

  private DuckStore(Connection connection, Path objects) {
    this.connection = connection;
    this.objects = objects;
  }

  /// A store whose messages are in the table `message`: the columns of raw Parquet, by the markers,
  /// and `json`, which is null if the message is not JSON in UTF-8.
  static DuckStore open(Path objects) throws Exception {
    var store = new DuckStore(DriverManager.getConnection("jdbc:duckdb:"), objects);
    store.execute("SET TimeZone = 'UTC'");
    store.execute(documented("artifact.kind = 'parquet'").getFirst());
    store.execute(
        """
        CREATE TABLE message AS
        SELECT *, CASE WHEN json_valid(text) THEN text::JSON END AS json
        FROM (SELECT *, try(decode(payload)) AS text
              FROM read_parquet(getvariable('files'), hive_partitioning = false))
        """);
    return store;
  }

  /// The statements of the example on the page that has a text in it, word for word.
  static List<String> documented(String with) throws IOException {
    List<String> examples = new ArrayList<>();
    var example = new StringBuilder();
    for (String line : Files.readAllLines(PAGE)) {
      if (line.startsWith(INDENT)) {
        example.append(line).append('\n');
      } else if (!example.isEmpty()) {
        examples.add(example.toString());
        example.setLength(0);
      }
    }
    List<String> found = examples.stream().filter(it -> it.contains(with)).toList();
    assertThat(found).as("examples with %s", with).hasSize(1);
    return found
        .getFirst()
        .lines()
        .map(String::strip)
        .collect(joining("\n"))
        .transform(it -> List.of(it.split(";\n?")));
  }

  /// Takes the files of a version of a view, as the page says.
  ///
  /// @param kind of artifact, `view` or `dlq`
  void take(String kind, String view, int version) throws Exception {
    execute(
        documented("artifact.viewVersion = 1")
            .getFirst()
            .replace("kind = 'view'", "kind = '" + kind + "'")
            .replace("'temperature_readings'", "'" + view + "'")
            .replace("viewVersion = 1", "viewVersion = " + version));
  }

  /// Makes the table `name` of the rows of a version of a view, in Parquet.
  void loadRows(String name, String view, int version) throws Exception {
    take("view", view, version);
    execute(
        """
        CREATE TABLE %s AS FROM read_parquet(
          getvariable('files'), hive_partitioning = true, hive_types_autocast = false)
        """
            .formatted(name));
  }

  /// Makes the table `name` of its dead letters.
  void loadDeadLetters(String name, String view, int version) throws Exception {
    take("dlq", view, version);
    execute(
        "CREATE TABLE %s AS FROM read_parquet(getvariable('files'), hive_partitioning = false)"
            .formatted(name));
  }

  /// Runs a statement; `data/objects/` stands for the store's folder.
  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(bound(sql));
    }
  }

  /// The one number that a query gives.
  long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(bound(sql))) {
      assertThat(result.next()).isTrue();
      return result.getLong(1);
    }
  }

  /// Checks that two queries give the same rows, as often, in any order, and not none.
  void assertSame(String found, String expected) throws SQLException {
    assertThat(some(found, expected)).as("found and not expected: %s", found).isEmpty();
    assertThat(some(expected, found)).as("expected and not found: %s", found).isEmpty();
    assertThat(number("SELECT count(*) FROM (%s)".formatted(expected))).as(expected).isPositive();
  }

  private List<String> some(String of, String without) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT row::VARCHAR FROM (SELECT row FROM ((%s) EXCEPT ALL (%s)) AS row) LIMIT 5"
                    .formatted(of, without))) {
      while (result.next()) {
        rows.add(result.getString(1));
      }
    }
    return rows;
  }

  private String bound(String sql) {
    return sql.replace("data/objects/", objects + "/");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
