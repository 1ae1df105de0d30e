package io.edgemq.views.parquet;

import io.edgemq.views.file.FinishedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/// Reads files with DuckDB, which shares no code with what wrote them.
final class DuckDb {
  private final Path path;

  /// @param folder where the file is laid down
  DuckDb(Path folder, FinishedFile file) throws IOException {
    path = folder.resolve("segment.parquet");
    try (OutputStream out = Files.newOutputStream(path)) {
      out.write(file.bytes(), 0, file.length());
    }
  }

  List<Row> rows() throws SQLException {
    var rows = new ArrayList<Row>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                """
                SELECT epoch_ms("timestamp"), format, topic, payload, segment_offset
                FROM read_parquet('%s')
                """
                    .formatted(path))) {
      while (result.next()) {
        rows.add(
            Row.of(
                result.getLong(1),
                result.getInt(2),
                result.getString(3),
                result.getBytes(4),
                result.getLong(5)));
      }
    }
    return rows;
  }

  /// What a query gives, one line for each row; `FILE` stands for the file.
  List<String> query(String sql) throws SQLException {
    var lines = new ArrayList<String>();
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql.replace("FILE", "'" + path + "'"))) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        var line = new StringBuilder();
        for (int column = 1; column <= columns; column++) {
          line.append(column == 1 ? "" : " ").append(result.getString(column));
        }
        lines.add(line.toString());
      }
    }
    return lines;
  }
}
