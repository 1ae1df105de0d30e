package io.edgemq.views.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.object.Sha256;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.ViewReader;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.parquet.Segment;
import io.edgemq.views.render.RenderedFile.Kind;
import io.edgemq.views.rows.HivePath;
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

/// The files of a segment, laid down as in a store, and read with DuckDB.
final class Rendered {
  /// `KIND view path rows` of each file, in the order in which they came.
  final List<String> names = new ArrayList<>();

  final List<String> hashes = new ArrayList<>();
  final List<RenderedFile> files = new ArrayList<>();
  final List<ViewOutcome> outcomes;
  private final Path folder;

  Rendered(Path folder, RenderSettings settings, byte[] segment, ViewDefinition... views)
      throws IOException {
    this.folder = folder;
    outcomes =
        new SegmentRenderer(settings)
            .render(Segment.ID, segment, SegmentRenderer.Raw.WANTED, List.of(views), this::lay);
  }

  static ViewDefinition view(String yaml) {
    CheckedView checked = ViewReader.read(yaml.getBytes(UTF_8));
    assertThat(checked).isInstanceOf(CheckedView.Valid.class);
    return ((CheckedView.Valid) checked).definition();
  }

  private void lay(RenderedFile file) throws IOException {
    String path = HivePath.of(file.partition());
    names.add("%s %d %s %d".formatted(file.kind(), file.view(), path, file.file().rows()));
    hashes.add(Sha256.hex(file.file().bytes(), file.file().length()));
    files.add(file);
    Path at =
        folder
            .resolve(file.kind() == Kind.RAW ? "raw" : file.kind() + "-" + file.view())
            .resolve(path);
    Files.createDirectories(at);
    try (OutputStream out = Files.newOutputStream(at.resolve("seg." + file.format().label()))) {
      out.write(file.file().bytes(), 0, file.file().length());
    }
  }

  /// Column and detail of each dead letter of the first view.
  List<String> deadLetters() {
    try {
      return query("SELECT \"column\", detail FROM 'DEAD0/seg.parquet' ORDER BY segment_offset");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /// What a query gives, one line for each row; `VIEW0` stands for the folder of the first view,
  /// `DEAD0` for its dead letters, `RAW` for raw Parquet.
  List<String> query(String sql) throws SQLException {
    var lines = new ArrayList<String>();
    String bound =
        sql.replaceAll("VIEW(\\d)", folder + "/VIEW-$1")
            .replaceAll("DEAD(\\d)", folder + "/DEAD_LETTERS-$1")
            .replace("RAW", folder + "/raw");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(bound)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        var line = new StringBuilder();
        for (int column = 1; column <= columns; column++) {
          line.append(column == 1 ? "" : " | ").append(result.getString(column));
        }
        lines.add(line.toString());
      }
    }
    return lines;
  }
}
