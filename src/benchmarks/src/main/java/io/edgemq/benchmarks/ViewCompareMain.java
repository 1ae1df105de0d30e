package io.edgemq.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The parts of the case `render` of `edgemq bench`, each a process of its own: EdgeMQ and DuckDB
/// put the same four members of the same messages into Parquet. Those that are measured print how
/// many seconds they took without the start and end of their process, and the seconds of CPU time
/// of the whole process up to then.
@Command(name = "view-compare", mixinStandardHelpOptions = true)
public final class ViewCompareMain {
  private ViewCompareMain() {}

  /// Runs the program.
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new ViewCompareMain()).execute(arguments));
  }

  @Command(description = "Makes segments and the same messages as lines.")
  int make(
      @Parameters(index = "0") Path folder,
      @Option(names = "--messages", required = true) int messages,
      @Option(names = "--segment-mib", required = true) int segmentMib)
      throws IOException {
    System.out.println(ViewRun.make(folder, messages, segmentMib << 20));
    return 0;
  }

  @Command(description = "EdgeMQ: a view of the segments.")
  int edgemq(
      @Parameters(index = "0") Path folder,
      @Parameters(index = "1") Path to,
      @Option(
              names = "--passes",
              defaultValue = "1",
              description = "How often; the last one is measured (${DEFAULT-VALUE}).")
          int passes)
      throws IOException {
    for (int i = 1; i < passes; i++) {
      ViewRun.render(folder, to);
    }
    long began = System.nanoTime();
    ViewRun.render(folder, to);
    printSeconds(began);
    return 0;
  }

  @Command(description = "DuckDB: lines, and functions of JSON.")
  int extract(@Parameters(index = "0") Path folder, @Parameters(index = "1") Path to)
      throws SQLException {
    return copy(
        """
        SELECT json_extract_string(message, '$.device') AS device,
          json_extract(message, '$.temp')::DOUBLE AS temp,
          json_extract(message, '$.n')::BIGINT AS n,
          json_extract_string(message, '$.at')::TIMESTAMP AS at
        FROM read_csv('%s', columns = {'message': 'JSON'}, header = false, auto_detect = false,
          delim = '\\x01', quote = '', escape = '')
        """,
        folder, to);
  }

  @Command(description = "DuckDB: read_json.", name = "read_json")
  int readJson(@Parameters(index = "0") Path folder, @Parameters(index = "1") Path to)
      throws SQLException {
    return copy(
        """
        SELECT * FROM read_json('%s', format = 'newline_delimited', columns =
          {'device': 'VARCHAR', 'temp': 'DOUBLE', 'n': 'BIGINT', 'at': 'TIMESTAMP'})
        """,
        folder, to);
  }

  private static int copy(String select, Path folder, Path to) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = 1");
      long began = System.nanoTime();
      statement.execute(
          "COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 3)"
              .formatted(
                  select.formatted(folder.resolve("messages.ndjson")), to.resolve("1.parquet")));
      printSeconds(began);
    }
    return 0;
  }

  @Command(
      description = "Prints the rows of the Parquet files in a folder; fails if others differ.")
  int check(@Parameters(index = "0") Path one, @Parameters(index = "1..*") Path[] others)
      throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      long rows = number(statement, "SELECT count(*) FROM " + files(one));
      for (Path other : others) {
        long differences =
            number(
                statement,
                "SELECT count(*) FROM ((%1$s EXCEPT ALL %2$s) UNION ALL (%2$s EXCEPT ALL %1$s))"
                    .formatted("FROM " + files(one), "FROM " + files(other)));
        if (differences > 0) {
          System.err.println(differences + " rows of " + one + " and " + other + " differ");
          return 1;
        }
      }
      System.out.println(rows);
      return 0;
    }
  }

  private static String files(Path folder) {
    return "read_parquet('" + folder.resolve("*.parquet") + "')";
  }

  private static long number(Statement statement, String query) throws SQLException {
    try (ResultSet result = statement.executeQuery(query)) {
      result.next();
      return result.getLong(1);
    }
  }

  private static void printSeconds(long began) {
    double seconds = (System.nanoTime() - began) / 1e9;
    var process = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    System.out.println(
        String.format(Locale.ROOT, "%.3f %.3f", seconds, process.getProcessCpuTime() / 1e9));
  }
}
