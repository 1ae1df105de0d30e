package io.edgemq.views.definition;

import java.util.List;
import java.util.Locale;

/// The type of a column. Names and meaning are DuckDB's; `timestamp` is UTC, in microseconds.
public sealed interface Type {
  /// As definitions have it: `decimal(12,2)`, `list(bigint)`.
  String label();

  /// What values of this type are where they are used further.
  Kind kind();

  /// Whether values of a kind may be cast to this type: text to numbers, booleans, dates and times;
  /// numbers (milliseconds since the epoch) to dates and timestamps; anything to text and JSON.
  boolean takes(Kind kind);

  /// Whether folders can be named by values of this type: each must have one text, and that a short
  /// one. So not for `float` and `double`, `json`, `blob` and lists.
  boolean isPartition();

  /// Whether a Bloom filter can say that a file lacks a value of this type: not for lists, and not
  /// for booleans, which have two values.
  default boolean hasBloomFilter() {
    return this != Plain.BOOLEAN && !(this instanceof ListOf);
  }

  /// The types without parameters.
  enum Plain implements Type {
    VARCHAR(Kind.TEXT, Kind.values()),
    BOOLEAN(Kind.BOOLEAN, Kind.BOOLEAN),
    TINYINT(Kind.NUMBER, Kind.NUMBER),
    SMALLINT(Kind.NUMBER, Kind.NUMBER),
    INTEGER(Kind.NUMBER, Kind.NUMBER),
    BIGINT(Kind.NUMBER, Kind.NUMBER),
    FLOAT(Kind.NUMBER, Kind.NUMBER),
    DOUBLE(Kind.NUMBER, Kind.NUMBER),
    DATE(Kind.DATE, Kind.NUMBER, Kind.DATE, Kind.TIMESTAMP),
    TIME(Kind.TIME, Kind.TIME, Kind.TIMESTAMP),
    TIMESTAMP(Kind.TIMESTAMP, Kind.NUMBER, Kind.DATE, Kind.TIMESTAMP),
    /// The text of a JSON value.
    JSON(Kind.ANY, Kind.values()),
    BLOB(Kind.BLOB, Kind.BLOB);

    private final Kind kind;

    @SuppressWarnings("ImmutableEnumChecker") // it is one of List.of
    private final List<Kind> taken;

    Plain(Kind kind, Kind... taken) {
      this.kind = kind;
      this.taken = List.of(taken);
    }

    @Override
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Kind kind() {
      return kind;
    }

    @Override
    public boolean takes(Kind kind) {
      return kind == Kind.ANY || kind == Kind.TEXT || taken.contains(kind);
    }

    @Override
    public boolean isPartition() {
      return this != FLOAT && this != DOUBLE && this != JSON && this != BLOB;
    }
  }

  /// Numbers with a fixed number of digits behind the point.
  ///
  /// @param precision digits in all, 1 to [#PRECISION_MAX]
  /// @param scale digits behind the point, 0 to `precision`
  record Decimal(int precision, int scale) implements Type {
    /// DuckDB's, and what 128 bits hold.
    public static final int PRECISION_MAX = 38;

    public Decimal {
      if (precision < 1 || precision > PRECISION_MAX || scale < 0 || scale > precision) {
        throw new IllegalArgumentException("decimal(" + precision + "," + scale + ")");
      }
    }

    @Override
    public String label() {
      return "decimal(" + precision + "," + scale + ")";
    }

    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }

    @Override
    public boolean takes(Kind kind) {
      return kind == Kind.ANY || kind == Kind.TEXT || kind == Kind.NUMBER;
    }

    @Override
    public boolean isPartition() {
      return true;
    }
  }

  /// Any number of values of one type, which is no list itself.
  record ListOf(Type element) implements Type {
    public ListOf {
      if (element instanceof ListOf) {
        throw new IllegalArgumentException("a list of lists");
      }
    }

    @Override
    public String label() {
      return "list(" + element.label() + ")";
    }

    @Override
    public Kind kind() {
      return Kind.LIST;
    }

    @Override
    public boolean takes(Kind kind) {
      return kind == Kind.ANY || kind == Kind.LIST;
    }

    @Override
    public boolean isPartition() {
      return false;
    }
  }
}
