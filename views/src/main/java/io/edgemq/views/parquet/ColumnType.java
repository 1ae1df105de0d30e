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
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
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
  abstract void write(Object value, RecordConsumer to);

  org.apache.parquet.schema.Type field(String name, boolean isRequired) {
    return field(name, isRequired ? Repetition.REQUIRED : Repetition.OPTIONAL);
  }

  static ColumnType of(Type type) {
    return switch (type) {
      case ListOf(Type element) -> new ListColumn(of(element));
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
              (it, to) -> to.addBinary(Binary.fromConstantByteArray(((Blob) it).bytes())));
      case BOOLEAN -> new Primitive(BOOLEAN, null, (it, to) -> to.addBoolean((Boolean) it));
      case TINYINT -> whole(Byte.SIZE);
      case SMALLINT -> whole(Short.SIZE);
      case INTEGER -> new Primitive(INT32, null, (it, to) -> to.addInteger(((Long) it).intValue()));
      case BIGINT -> new Primitive(INT64, null, (it, to) -> to.addLong((Long) it));
      case FLOAT ->
          new Primitive(PrimitiveTypeName.FLOAT, null, (it, to) -> to.addFloat((Float) it));
      case DOUBLE ->
          new Primitive(PrimitiveTypeName.DOUBLE, null, (it, to) -> to.addDouble((Double) it));
      case DATE ->
          new Primitive(
              INT32,
              dateType(),
              (it, to) -> to.addInteger(Math.toIntExact(((LocalDate) it).toEpochDay())));
      case TIME ->
          new Primitive(
              INT64,
              timeType(false, TimeUnit.MICROS),
              (it, to) -> to.addLong(((LocalTime) it).toNanoOfDay() / NANOS_PER_MICRO));
      case TIMESTAMP ->
          new Primitive(
              INT64,
              timestampType(false, TimeUnit.MICROS),
              (it, to) -> to.addLong(micros((LocalDateTime) it)));
    };
  }

  private static ColumnType whole(int bits) {
    return new Primitive(
        INT32, intType(bits, true), (it, to) -> to.addInteger(((Long) it).intValue()));
  }

  private static void text(Object value, RecordConsumer to) {
    to.addBinary(Binary.fromConstantByteArray(((String) value).getBytes(UTF_8)));
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
          (it, to) -> to.addInteger(((BigDecimal) it).unscaledValue().intValueExact()));
    }
    if (precision <= DIGITS_OF_64_BITS) {
      return new Primitive(
          INT64,
          annotation,
          (it, to) -> to.addLong(((BigDecimal) it).unscaledValue().longValueExact()));
    }
    int bytes = BigInteger.TEN.pow(precision).bitLength() / Byte.SIZE + 1;
    return new FixedDecimal(annotation, bytes);
  }

  @FunctionalInterface
  private interface Put {
    void put(Object value, RecordConsumer to);
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
    void write(Object value, RecordConsumer to) {
      put.put(value, to);
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
    void write(Object value, RecordConsumer to) {
      byte[] digits = ((BigDecimal) value).unscaledValue().toByteArray();
      byte[] fixed = new byte[bytes];
      Arrays.fill(fixed, 0, bytes - digits.length, (byte) (digits[0] < 0 ? -1 : 0));
      System.arraycopy(digits, 0, fixed, bytes - digits.length, digits.length);
      to.addBinary(Binary.fromConstantByteArray(fixed));
    }
  }

  /// The three levels of Parquet's format for lists; elements may be null.
  private static final class ListColumn extends ColumnType {
    private static final String LIST = "list";
    private static final String ELEMENT = "element";

    private final ColumnType element;

    ListColumn(ColumnType element) {
      this.element = element;
    }

    @Override
    org.apache.parquet.schema.Type field(String name, Repetition repetition) {
      return Types.list(repetition)
          .element(element.field(ELEMENT, Repetition.OPTIONAL))
          .named(name);
    }

    @Override
    void write(Object value, RecordConsumer to) {
      List<?> elements = (List<?>) value;
      to.startGroup();
      if (!elements.isEmpty()) {
        to.startField(LIST, 0);
        for (Object it : elements) {
          to.startGroup();
          if (it != null) {
            to.startField(ELEMENT, 0);
            element.write(it, to);
            to.endField(ELEMENT, 0);
          }
          to.endGroup();
        }
        to.endField(LIST, 0);
      }
      to.endGroup();
    }
  }
}
