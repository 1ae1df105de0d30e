package io.edgemq.views.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.frame.FrameReader;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.parquet.ParquetJava;
import io.edgemq.views.parquet.Segment;
import io.edgemq.views.rows.DeadLetter;
import io.edgemq.views.rows.Row;
import io.edgemq.views.rows.RowReader;
import io.edgemq.views.rows.RowSink;
import io.edgemq.views.rows.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Values of every type, written and read back.
class TypesTest {
  private static final List<String> TYPES =
      List.of(
          "varchar",
          "boolean",
          "tinyint",
          "smallint",
          "integer",
          "bigint",
          "float",
          "double",
          "decimal(9,2)",
          "decimal(18,18)",
          "decimal(38,0)",
          "decimal(19,4)",
          "date",
          "time",
          "timestamp",
          "json",
          "blob",
          "list(varchar)",
          "list(bigint)",
          "list(decimal(38,3))",
          "list(timestamp)");

  /// Messages are arrays with a value for each type.
  private static final List<String> MESSAGES =
      List.of(
          """
          ["", false, -128, -32768, -2147483648, -9223372036854775808, -3.4028235e38, -1.7976931348623157e308,
           -9999999.99, -0.999999999999999999, -99999999999999999999999999999999999999, -999999999999999.9999,
           "0001-01-01", "00:00:00", "0001-01-01T00:00:00", {}, "", [], [], [], []]
          """,
          """
          ["größe, \\"温度\\"\\n🌡", true, 127, 32767, 2147483647, 9223372036854775807, 3.4028235e38, 1.7976931348623157e308,
           9999999.99, 0.999999999999999999, 99999999999999999999999999999999999999, 999999999999999.9999,
           "9999-12-31", "23:59:59.999999", "9999-12-31T23:59:59.999999", {"a": [1, null, "x"]}, "\\\\x00\\\\xFFab",
           ["a", null, "b"], [9223372036854775807, null, -9223372036854775808], [null, -1.5, 0.001],
           ["2026-11-22T10:00:00Z", null]]
          """,
          "[" + String.join(", ", Collections.nCopies(TYPES.size(), "null")) + "]",
          "[]",
          """
          [" ", true, 0, -1, 0, 0, -0.0, 1.4e-45, 0, 0, 0, 0, "1969-12-31", "12:00:00.5", "1969-12-31T23:59:59.5",
           "text", "a", [null], [0], [0], ["1969-12-31T23:59:59.999999"]]
          """);

  @TempDir private Path folder;

  @Test
  void duckDbReadsFromParquetWhatTheReaderMade() throws IOException, SQLException {
    ViewDefinition view = view("parquet");
    Rendered rendered = rendered(view);

    assertThat(rendered.query("SELECT %s FROM 'VIEW0/seg.parquet'".formatted(texts())))
        .isEqualTo(rows(view));
  }

  @Test
  void toDuckDbTheColumnsHaveTheTypesThatTheDefinitionNames() throws IOException, SQLException {
    assertThat(
            rendered(view("parquet"))
                .query("SELECT column_type FROM (DESCRIBE FROM 'VIEW0/seg.parquet')"))
        .isEqualTo(TYPES.stream().map(TypesTest::sql).toList());
  }

  @Test
  void duckDbReadsFromCsvWhatTheReaderMade() throws IOException, SQLException {
    ViewDefinition view = view("csv");
    String types =
        IntStream.range(0, TYPES.size())
            .mapToObj(it -> "'c%d': '%s'".formatted(it, sql(TYPES.get(it))))
            .collect(Collectors.joining(", "));

    assertThat(
            rendered(view)
                .query(
                    """
                    SELECT %s FROM read_csv('VIEW0/seg.csv', header = true, delim = ',', quote = '"', \
                    escape = '"', new_line = '\\n', allow_quoted_nulls = false, columns = {%s})
                    """
                        .formatted(texts(), types)))
        .isEqualTo(rows(view));
  }

  @Test
  void parquetJavaReadsWhatTheReaderMade() throws IOException, SQLException {
    ViewDefinition view = view("parquet");
    Rendered rendered = rendered(view);

    assertThat(ParquetValues.of(rendered.files.get(1).file())).isEqualTo(rows(view));
  }

  @Test
  void hardwoodReadsWhatTheReaderMade() throws IOException, SQLException {
    ViewDefinition view = view("parquet");

    assertThat(HardwoodValues.of(rendered(view).files.get(1).file())).isEqualTo(rows(view));
  }

  @Test
  void rowsThatWaitedInAFileAreTheSame() throws IOException {
    ViewDefinition view = view("parquet, sort_by: [ c0, c16, c17 ]");
    Path spill = folder.resolve("spill");
    var oneRow =
        new RenderSettings(
            3,
            spill,
            1,
            RenderSettings.VIEW_BYTES_MAX,
            RenderSettings.DIRECT_PARTITIONS_MAX,
            RenderSettings.DIRECT_COLUMNS_MAX,
            RenderSettings.PARTITIONS_MAX);

    Rendered held = new Rendered(folder, RenderSettings.of(3, spill), segment(), view);
    Rendered spilled = new Rendered(folder, oneRow, segment(), view);

    assertThat(held.names.getLast()).isEqualTo("VIEW 0  " + MESSAGES.size());
    assertThat(spilled.hashes).isEqualTo(held.hashes);
  }

  @Test
  void theColumnsAreThoseOfTheFormat() throws IOException, SQLException {
    try (ParquetFileReader reader =
        ParquetJava.open(rendered(view("parquet")).files.get(1).file())) {
      assertThat(reader.getFileMetaData().getSchema().toString())
          .isEqualTo(
              """
              message row {
                optional binary c0 (STRING);
                optional boolean c1;
                optional int32 c2 (INTEGER(8,true));
                optional int32 c3 (INTEGER(16,true));
                optional int32 c4;
                optional int64 c5;
                optional float c6;
                optional double c7;
                optional int32 c8 (DECIMAL(9,2));
                optional int64 c9 (DECIMAL(18,18));
                optional fixed_len_byte_array(16) c10 (DECIMAL(38,0));
                optional fixed_len_byte_array(9) c11 (DECIMAL(19,4));
                optional int32 c12 (DATE);
                optional int64 c13 (TIME(MICROS,false));
                optional int64 c14 (TIMESTAMP(MICROS,false));
                optional binary c15 (JSON);
                optional binary c16;
                optional group c17 (LIST) {
                  repeated group list {
                    optional binary element (STRING);
                  }
                }
                optional group c18 (LIST) {
                  repeated group list {
                    optional int64 element;
                  }
                }
                optional group c19 (LIST) {
                  repeated group list {
                    optional fixed_len_byte_array(16) element (DECIMAL(38,3));
                  }
                }
                optional group c20 (LIST) {
                  repeated group list {
                    optional int64 element (TIMESTAMP(MICROS,false));
                  }
                }
              }
              """);
    }
  }

  private Rendered rendered(ViewDefinition view) throws IOException, SQLException {
    var rendered =
        new Rendered(folder, RenderSettings.of(3, folder.resolve("spill")), segment(), view);
    assertThat(rendered.names)
        .describedAs(() -> String.valueOf(rendered.deadLetters()))
        .containsExactly("RAW -1  " + MESSAGES.size(), "VIEW 0  " + MESSAGES.size());
    return rendered;
  }

  private static ViewDefinition view(String format) {
    var yaml = new StringBuilder("name: v\nversion: 1\nformat: json\ndefinition:\n  columns:\n");
    for (int i = 0; i < TYPES.size(); i++) {
      yaml.append(
          "    - { name: c%d, expr: { json_path: \"$[%d]\" }, type: \"%s\" }\n"
              .formatted(i, i, TYPES.get(i)));
    }
    return Rendered.view(yaml + "  output: { format: %s }\n".formatted(format));
  }

  private static byte[] segment() {
    var segment = new Segment();
    MESSAGES.forEach(segment::http);
    return segment.bytes();
  }

  private static String sql(String type) {
    return type.replaceFirst("list\\((.*)\\)", "$1[]").toUpperCase(Locale.ROOT);
  }

  /// All columns as the reader's values are shown: with a digit before the point, and without
  /// quotes around times.
  private static String texts() {
    return IntStream.range(0, TYPES.size())
        .mapToObj(it ->
            switch (TYPES.get(it)) {
              case "decimal(18,18)" -> "c" + it + "::DECIMAL(38,18)::VARCHAR";
              case "list(timestamp)" -> "replace(c" + it + "::VARCHAR, '''', '')";
              default -> "c" + it + "::VARCHAR";
            })
        .collect(Collectors.joining(", "));
  }

  /// What the reader makes, one line for each row.
  private static List<String> rows(ViewDefinition view) throws IOException {
    byte[] segment = segment();
    var lines = new ArrayList<String>();
    var frames = new FrameReader(segment, 0, segment.length);
    var reader =
        new RowReader(
            List.of(view),
            Segment.ID,
            segment,
            frames,
            new RowSink() {
              @Override
              public void row(int place, Row row) {
                lines.add(
                    row.values().stream()
                        .map(it -> it == null ? "null" : Texts.of(it))
                        .collect(Collectors.joining(" | ")));
              }

              @Override
              public void deadLetter(int place, DeadLetter letter) {
                throw new AssertionError(letter);
              }
            });
    while (frames.next()) {
      reader.readFrame();
    }
    assertThat(reader.error(0)).isEmpty();
    return lines;
  }
}
