package io.edgemq.views.render;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.views.rows.Blob;
import io.edgemq.views.rows.Row;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Rows as bytes, for files that only the process which made them reads.
final class RowCodec {
  private static final int NULL = 0;
  private static final int TEXT = 1;
  private static final int FALSE = 2;
  private static final int TRUE = 3;
  private static final int WHOLE = 4;
  private static final int FLOAT = 5;
  private static final int DOUBLE = 6;
  private static final int DECIMAL = 7;
  private static final int DATE = 8;
  private static final int TIME = 9;
  private static final int TIMESTAMP = 10;
  private static final int BLOB = 11;
  private static final int LIST = 12;

  private RowCodec() {}

  static void write(Row row, DataOutput to) throws IOException {
    write((Object) row.partitions(), to);
    write((Object) row.values(), to);
  }

  static Row read(DataInput from) throws IOException {
    List<@Nullable Object> partitions = list(from);
    return new Row(list(from), partitions);
  }

  private static void write(@Nullable Object value, DataOutput to) throws IOException {
    switch (value) {
      case null -> to.writeByte(NULL);
      case String it -> bytes(TEXT, it.getBytes(UTF_8), to);
      case Boolean it -> to.writeByte(it ? TRUE : FALSE);
      case Long it -> {
        to.writeByte(WHOLE);
        to.writeLong(it);
      }
      case Float it -> {
        to.writeByte(FLOAT);
        to.writeFloat(it);
      }
      case Double it -> {
        to.writeByte(DOUBLE);
        to.writeDouble(it);
      }
      case BigDecimal it -> {
        bytes(DECIMAL, it.unscaledValue().toByteArray(), to);
        to.writeInt(it.scale());
      }
      case LocalDate it -> {
        to.writeByte(DATE);
        to.writeLong(it.toEpochDay());
      }
      case LocalTime it -> {
        to.writeByte(TIME);
        to.writeLong(it.toNanoOfDay());
      }
      case LocalDateTime it -> {
        to.writeByte(TIMESTAMP);
        to.writeLong(it.toEpochSecond(ZoneOffset.UTC));
        to.writeInt(it.get(ChronoField.NANO_OF_SECOND));
      }
      case Blob(byte[] bytes) -> bytes(BLOB, bytes, to);
      case List<?> it -> {
        to.writeByte(LIST);
        to.writeInt(it.size());
        for (Object element : it) {
          write(element, to);
        }
      }
      default -> throw new IllegalArgumentException(value.getClass().getName());
    }
  }

  private static void bytes(int tag, byte[] bytes, DataOutput to) throws IOException {
    to.writeByte(tag);
    to.writeInt(bytes.length);
    to.write(bytes);
  }

  private static @Nullable Object read(int tag, DataInput from) throws IOException {
    return switch (tag) {
      case NULL -> null;
      case TEXT -> new String(bytes(from), UTF_8);
      case FALSE -> false;
      case TRUE -> true;
      case WHOLE -> from.readLong();
      case FLOAT -> from.readFloat();
      case DOUBLE -> from.readDouble();
      case DECIMAL -> new BigDecimal(new BigInteger(bytes(from)), from.readInt());
      case DATE -> LocalDate.ofEpochDay(from.readLong());
      case TIME -> LocalTime.ofNanoOfDay(from.readLong());
      case TIMESTAMP ->
          LocalDateTime.ofEpochSecond(from.readLong(), from.readInt(), ZoneOffset.UTC);
      case BLOB -> new Blob(bytes(from));
      case LIST -> elements(from);
      default -> throw new IOException("no value begins with " + tag);
    };
  }

  private static byte[] bytes(DataInput from) throws IOException {
    byte[] bytes = new byte[from.readInt()];
    from.readFully(bytes);
    return bytes;
  }

  private static List<@Nullable Object> list(DataInput from) throws IOException {
    if (from.readByte() != LIST) {
      throw new IOException("no row");
    }
    return elements(from);
  }

  private static List<@Nullable Object> elements(DataInput from) throws IOException {
    int size = from.readInt();
    List<@Nullable Object> elements = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      elements.add(read(from.readByte(), from));
    }
    return elements;
  }
}
