package io.edgemq.views.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.frame.FrameRun;
import io.edgemq.views.definition.Function;
import io.edgemq.views.definition.ViewDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What expressions mean, held against what DuckDB says of the equivalent SQL (`meaning.txt`), and
/// where both differ on purpose (`differences.txt`). Both read the same message.
@TestInstance(Lifecycle.PER_CLASS)
final class MeaningTest {
  private static final String MESSAGE = text("message.json");

  private final Connection connection = connect();

  /// A line `type | expression | SQL [| ours]`.
  record Case(String type, String expression, String sql, String ours) {
    static Case of(String line) {
      List<String> parts = Arrays.stream(line.split(" \\| ", -1)).map(String::strip).toList();
      return new Case(
          parts.get(0), parts.get(1), parts.get(2), parts.size() > 3 ? parts.get(3) : "");
    }

    @Override
    public String toString() {
      return type + " of " + expression;
    }
  }

  static Stream<Case> same() {
    return cases("meaning.txt");
  }

  static Stream<Case> different() {
    return cases("differences.txt");
  }

  @BeforeAll
  void putTheMessageThere() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TimeZone='UTC'");
      statement.execute(
          "CREATE TABLE m AS SELECT '%s'::JSON AS j, 'a/b/c' AS topic"
              .formatted(MESSAGE.replace("'", "''")));
    }
  }

  @AfterAll
  void close() throws SQLException {
    connection.close();
  }

  @ParameterizedTest
  @MethodSource("same")
  void anExpressionMeansWhatItMeansInDuckDb(Case it) throws SQLException {
    assertThat(ours(it)).isEqualTo(theirs(it));
  }

  @ParameterizedTest
  @MethodSource("different")
  void aDifferenceIsOnPurpose(Case it) throws SQLException {
    assertThat(ours(it)).isEqualTo(it.ours()).isNotEqualTo(theirs(it));
  }

  @Test
  void everyFunctionIsInTheTable() {
    List<String> all = Stream.concat(same(), different()).map(Case::expression).toList();
    assertThat(Function.values())
        .allSatisfy(function ->
            assertThat(all).anyMatch(it -> it.contains("fn: " + function.label() + ",")));
  }

  private static String ours(Case it) {
    ViewDefinition view =
        Rendering.view(
            """
            name: v
            version: 1
            format: json
            definition:
              columns:
                - { name: c, expr: %s, type: "%s" }
              output: { format: parquet }
            """
                .formatted(it.expression(), it.type()));
    var run = new FrameRun();
    Rendering.mqtt(run, "a/b/c", MESSAGE);
    String line = Rendering.of(List.of(view), run).lines.getFirst();
    return line.startsWith("row") ? line.substring("row 0 [".length(), line.length() - 4) : "ERROR";
  }

  private String theirs(Case it) throws SQLException {
    String type = it.type().replaceFirst("list\\((.*)\\)", "$1[]").toUpperCase(Locale.ROOT);
    try (Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT CAST(CAST((%s) AS %s) AS VARCHAR) FROM m".formatted(it.sql(), type))) {
      assertThat(result.next()).isTrue();
      String value = result.getString(1);
      return value == null ? "NULL" : value;
    } catch (SQLException e) {
      assertThat(e.getMessage())
          .describedAs("not the SQL is wrong, but a value")
          .containsAnyOf("Conversion Error", "Out of Range Error", "Invalid Input Error");
      return "ERROR";
    }
  }

  private static Stream<Case> cases(String file) {
    return text(file).lines().filter(it -> !it.isBlank() && !it.startsWith("#")).map(Case::of);
  }

  private static String text(String file) {
    try (InputStream in = MeaningTest.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Connection connect() {
    try {
      return DriverManager.getConnection("jdbc:duckdb:");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
