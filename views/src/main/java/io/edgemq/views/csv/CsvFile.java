package io.edgemq.views.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.Type.ListOf;
import io.edgemq.views.definition.Type.Plain;
import io.edgemq.views.file.FileColumn;
import io.edgemq.views.file.FinishedFile;
import io.edgemq.views.file.RowFile;
import io.edgemq.views.rows.Row;
import io.edgemq.views.rows.Texts;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows as CSV (docs/format/objects.md): RFC 4180 in UTF-8, with a header, and `\n` behind each
/// line. Null is an empty field, an empty text is `""`; values are written as DuckDB writes them.
public final class CsvFile implements RowFile {
  private final List<FileColumn> columns;
  private final Bytes bytes = new Bytes();
  private long rows;

  /// A file without rows.
  public CsvFile(List<FileColumn> columns) {
    this.columns = columns;
    line(columns.stream().map(FileColumn::name).toList());
  }

  @Override
  public void add(Row row) {
    var line = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      if (i > 0) {
        line.append(',');
      }
      Object value = row.values().get(columns.get(i).place());
      if (value != null) {
        field(text(value, columns.get(i).type()), line);
      }
    }
    end(line);
    rows++;
  }

  @Override
  public FinishedFile finish() {
    return new FinishedFile(bytes.array(), bytes.size(), rows);
  }

  private void line(List<String> fields) {
    end(new StringBuilder(String.join(",", fields)));
  }

  private void end(StringBuilder line) {
    bytes.writeBytes(line.append('\n').toString().getBytes(UTF_8));
  }

  private static void field(String text, StringBuilder line) {
    if (isPlain(text)) {
      line.append(text);
    } else {
      line.append('"').append(text.replace("\"", "\"\"")).append('"');
    }
  }

  private static boolean isPlain(String text) {
    if (text.isEmpty() || text.charAt(0) <= ' ' || text.charAt(text.length() - 1) <= ' ') {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char it = text.charAt(i);
      if (it == ',' || it == '"' || it == '\n' || it == '\r') {
        return false;
      }
    }
    return true;
  }

  private static String text(Object value, Type type) {
    return type instanceof ListOf(Type element) ? list((List<?>) value, element) : Texts.of(value);
  }

  /// As DuckDB reads lists: those of JSON are JSON; in others text is quoted.
  private static String list(List<?> values, Type element) {
    var text = new StringBuilder("[");
    for (Object it : values) {
      text.append(text.length() > 1 ? "," : "").append(element(it, element));
    }
    return text.append(']').toString();
  }

  private static String element(@Nullable Object value, Type type) {
    if (value == null) {
      return "null";
    }
    String text = Texts.of(value);
    return value instanceof Number || value instanceof Boolean || type == Plain.JSON
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /// A stream that shows its array.
  private static final class Bytes extends ByteArrayOutputStream {
    private static final int BYTES_EXPECTED = 4 << 10;

    Bytes() {
      super(BYTES_EXPECTED);
    }

    byte[] array() {
      return buf;
    }
  }
}
