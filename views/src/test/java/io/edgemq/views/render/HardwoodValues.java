package io.edgemq.views.render;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqList;
import io.edgemq.views.file.FinishedFile;
import io.edgemq.views.rows.Blob;
import io.edgemq.views.rows.Texts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads files of views with Hardwood: one line for each row.
final class HardwoodValues {
  private HardwoodValues() {}

  static List<String> of(FinishedFile file) throws IOException {
    var lines = new ArrayList<String>();
    try (ParquetFileReader reader =
            ParquetFileReader.open(
                InputFile.of(ByteBuffer.wrap(file.bytes(), 0, file.length()).slice()));
        RowReader row = reader.rowReader()) {
      while (row.hasNext()) {
        row.next();
        var values = new ArrayList<String>();
        for (int field = 0; field < row.getFieldCount(); field++) {
          Object value = value(row.getValue(field));
          values.add(value == null ? "null" : Texts.of(value));
        }
        lines.add(String.join(" | ", values));
      }
    }
    return lines;
  }

  private static @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case Integer number -> (Object) number.longValue();
      case byte[] bytes -> new Blob(bytes);
      case PqList list -> {
        var elements = new ArrayList<@Nullable Object>();
        for (Object element : list.values()) {
          elements.add(value(element));
        }
        yield elements;
      }
      case null, default -> value;
    };
  }
}
