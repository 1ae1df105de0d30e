package io.edgemq.views.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.parquet.schema.LogicalTypeAnnotation.dateType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.decimalType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.intType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.jsonType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timeType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.Type.Decimal;
import io.edgemq.views.definition.Type.ListOf;
import io.edgemq.views.definition.Type.Plain;
import io.edgemq.views.rows.Blob;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/// What a type of views is in Parquet (docs/format/objects.md): so that DuckDB sees the type that
/// the definition names.
abstract class ColumnType {
  /// Digits that any 32 bits, and any 64 bits hold.
  private static final int DIGITS_OF_32_BITS = 9;

  private static final int DIGITS_OF_64_BITS = 18;

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long NANOS_PER_MICRO = 1_000;

  /// The field of a column of this type.
  abstract org.apache.parquet.schema.Type field(String name, Repetition repetition);

  /// Writes a value of [io.edgemq.views.rows.Row].
  ///
  /// @param repetition the depth of lists at which this value comes after another one of its row
  /// @param definition how many of what may be missing on the way to this value is there
  abstract void write(Object value, ColumnWriter to, int repetition, int definition);

  org.apache.parquet.schema.Type field(String name, boolean isRequired) {
    return field(name, isRequired ? Repetition.REQUIRED : Repetition.OPTIONAL);
  }

  static ColumnType of(Type type) {
    return of(type, 0);
  }

  private static ColumnType of(Type type, int depth) {
    return switch (type) {
      case ListOf(Type element) -> new ListColumn(of(element, depth + 1), depth + 1);
      case Decimal(int precision, int scale) -> decimal(precision, scale);
      case Plain plain -> plain(plain);
    };
  }

  private static ColumnType plain(Plain type) {
    return switch (type) {
      case VARCHAR -> new Primitive(BINARY, stringType(), ColumnType::text);
      case JSON -> new Primitive(BINARY, jsonType(), ColumnType::text);
      case BLOB ->
          new Primitive(
              BINARY,
              null,
              (it, to, r, d) -> to.write(Binary.fromConstantByteArray(((Blob) it).bytes()), r, d));
      case BOOLEAN -> new Primitive(BOOLEAN, null, (it, to, r, d) -> to.write((Boolean) it, r, d));
      case TINYINT -> whole(Byte.SIZE);
      case SMALLINT -> whole(Short.SIZE);
      case INTEGER ->
          new Primitive(INT32, null, (it, to, r, d) -> to.write(((Long) it).intValue(), r, d));
      case BIGINT -> new Primitive(INT64, null, (it, to, r, d) -> to.write((Long) it, r, d));
      case FLOAT ->
          new Primitive(
              PrimitiveTypeName.FLOAT, null, (it, to, r, d) -> to.write((Float) it, r, d));
      case DOUBLE ->
          new Primitive(
              PrimitiveTypeName.DOUBLE, null, (it, to, r, d) -> to.write((Double) it, r, d));
      case DATE ->
          new Primitive(
              INT32,
              dateType(),
              (it, to, r, d) -> to.write(Math.toIntExact(((LocalDate) it).toEpochDay()), r, d));
      case TIME ->
          new Primitive(
              INT64,
              timeType(false, TimeUnit.MICROS),
              (it, to, r, d) -> to.write(((LocalTime) it).toNanoOfDay() / NANOS_PER_MICRO, r, d));
      case TIMESTAMP ->
          new Primitive(
              INT64,
              timestampType(false, TimeUnit.MICROS),
              (it, to, r, d) -> to.write(micros((LocalDateTime) it), r, d));
    };
  }

  private static ColumnType whole(int bits) {
    return new Primitive(
        INT32, intType(bits, true), (it, to, r, d) -> to.write(((Long) it).intValue(), r, d));
  }

  private static void text(Object value, ColumnWriter to, int r, int d) {
    to.write(Binary.fromConstantByteArray(((String) value).getBytes(UTF_8)), r, d);
  }

  private static long micros(LocalDateTime it) {
    return Math.addExact(
        Math.multiplyExact(it.toEpochSecond(ZoneOffset.UTC), MICROS_PER_SECOND),
        it.get(ChronoField.MICRO_OF_SECOND));
  }

  private static ColumnType decimal(int precision, int scale) {
    LogicalTypeAnnotation annotation = decimalType(scale, precision);
    if (precision <= DIGITS_OF_32_BITS) {
      return new Primitive(
          INT32,
          annotation,
          (it, to, r, d) -> to.write(((BigDecimal) it).unscaledValue().intValueExact(), r, d));
    }
    if (precision <= DIGITS_OF_64_BITS) {
      return new Primitive(
          INT64,
          annotation,
          (it, to, r, d) -> to.write(((BigDecimal) it).unscaledValue().longValueExact(), r, d));
    }
    int bytes = BigInteger.TEN.pow(precision).bitLength() / Byte.SIZE + 1;
    return new FixedDecimal(annotation, bytes);
  }

  @FunctionalInterface
  private interface Put {
    void put(Object value, ColumnWriter to, int r, int d);
  }

  private static final class Primitive extends ColumnType {
    private final PrimitiveTypeName physical;
    private final @Nullable LogicalTypeAnnotation annotation;
    private final Put put;

    Primitive(PrimitiveTypeName physical, @Nullable LogicalTypeAnnotation annotation, Put put) {
      this.physical = physical;
      this.annotation = annotation;
      this.put = put;
    }

    @Override
    org.apache.parquet.schema.Type field(String name, Repetition repetition) {
      return Types.primitive(physical, repetition).as(annotation).named(name);
    }

    @Override
    void write(Object value, ColumnWriter to, int repetition, int definition) {
      put.put(value, to, repetition, definition);
    }
  }

  /// Two's complement, big-endian, in as few bytes as hold all of the digits.
  private static final class FixedDecimal extends ColumnType {
    private final LogicalTypeAnnotation annotation;
    private final int bytes;

    FixedDecimal(LogicalTypeAnnotation annotation, int bytes) {
      this.annotation = annotation;
      this.bytes = bytes;
    }

    @Override
    org.apache.parquet.schema.Type field(String name, Repetition repetition) {
      return Types.primitive(FIXED_LEN_BYTE_ARRAY, repetition)
          .length(bytes)
          .as(annotation)
          .named(name);
    }

    @Override
    void write(Object value, ColumnWriter to, int repetition, int definition) {
      byte[] digits = ((BigDecimal) value).unscaledValue().toByteArray();
      byte[] fixed = new byte[bytes];
      Arrays.fill(fixed, 0, bytes - digits.length, (byte) (digits[0] < 0 ? -1 : 0));
      System.arraycopy(digits, 0, fixed, bytes - digits.length, digits.length);
      to.write(Binary.fromConstantByteArray(fixed), repetition, definition);
    }
  }

  /// The three levels of Parquet's format for lists; elements may be null.
  private static final class ListColumn extends ColumnType {
    private static final String ELEMENT = "element";

    private final ColumnType element;

    /// Lists around its elements.
    private final int depth;

    ListColumn(ColumnType element, int depth) {
      this.element = element;
      this.depth = depth;
    }

    @Override
    org.apache.parquet.schema.Type field(String name, Repetition repetition) {
      return Types.list(repetition)
          .element(element.field(ELEMENT, Repetition.OPTIONAL))
          .named(name);
    }

    @Override
    void write(Object value, ColumnWriter to, int repetition, int definition) {
      List<?> elements = (List<?>) value;
      if (elements.isEmpty()) {
        to.writeNull(repetition, definition);
        return;
      }
      int level = repetition;
      for (Object it : elements) {
        if (it == null) {
          to.writeNull(level, definition + 1);
        } else {
          element.write(it, to, level, definition + 2);
        }
        level = depth;
      }
    }
  }
}
