package io.edgemq.views.render;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.views.file.FinishedFile;
import io.edgemq.views.parquet.ParquetJava;
import io.edgemq.views.rows.Blob;
import io.edgemq.views.rows.Texts;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/// Reads files of views with parquet-java's own reader: one line for each row.
final class ParquetValues {
  private ParquetValues() {}

  static List<String> of(FinishedFile file) throws IOException {
    var lines = new ArrayList<String>();
    try (ParquetFileReader reader = ParquetJava.open(file)) {
      MessageType schema = reader.getFileMetaData().getSchema();
      for (PageReadStore group = reader.readNextRowGroup();
          group != null;
          group = reader.readNextRowGroup()) {
        RecordReader<Group> records =
            new ColumnIOFactory()
                .getColumnIO(schema)
                .getRecordReader(group, new GroupRecordConverter(schema));
        for (long i = 0; i < group.getRowCount(); i++) {
          lines.add(line(records.read()));
        }
      }
    }
    return lines;
  }

  private static String line(Group row) {
    var values = new ArrayList<String>();
    for (int field = 0; field < row.getType().getFieldCount(); field++) {
      Object value = value(row, field);
      values.add(value == null ? "null" : Texts.of(value));
    }
    return String.join(" | ", values);
  }

  private static @Nullable Object value(Group group, int field) {
    if (group.getFieldRepetitionCount(field) == 0) {
      return null;
    }
    return switch (group.getType().getType(field)) {
      case GroupType _ -> list(group.getGroup(field, 0));
      case PrimitiveType type -> primitive(group, field, type);
      default -> throw new AssertionError();
    };
  }

  private static List<@Nullable Object> list(Group list) {
    var elements = new ArrayList<@Nullable Object>();
    for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
      elements.add(value(list.getGroup(0, i), 0));
    }
    return elements;
  }

  private static Object primitive(Group group, int field, PrimitiveType type) {
    LogicalTypeAnnotation annotation = type.getLogicalTypeAnnotation();
    String shown = String.valueOf(annotation);
    if (annotation instanceof DecimalLogicalTypeAnnotation decimal) {
      BigInteger unscaled =
          switch (type.getPrimitiveTypeName()) {
            case INT32 -> BigInteger.valueOf(group.getInteger(field, 0));
            case INT64 -> BigInteger.valueOf(group.getLong(field, 0));
            default -> new BigInteger(group.getBinary(field, 0).getBytes());
          };
      return new BigDecimal(unscaled, decimal.getScale());
    }
    PrimitiveTypeName physical = type.getPrimitiveTypeName();
    return switch (physical) {
      case BOOLEAN -> group.getBoolean(field, 0);
      case INT32 ->
          shown.equals("DATE")
              ? LocalDate.ofEpochDay(group.getInteger(field, 0))
              : (Object) (long) group.getInteger(field, 0);
      case INT64 -> {
        long value = group.getLong(field, 0);
        yield switch (shown) {
          case "TIME(MICROS,false)" -> LocalTime.MIDNIGHT.plus(value, ChronoUnit.MICROS);
          case "TIMESTAMP(MICROS,false)" ->
              LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC).plus(value, ChronoUnit.MICROS);
          default -> (Object) value;
        };
      }
      case FLOAT -> group.getFloat(field, 0);
      case DOUBLE -> group.getDouble(field, 0);
      default -> {
        byte[] bytes = group.getBinary(field, 0).getBytes();
        yield annotation == null ? new Blob(bytes) : new String(bytes, UTF_8);
      }
    };
  }
}
