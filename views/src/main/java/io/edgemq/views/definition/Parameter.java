package io.edgemq.views.definition;

import java.util.List;

/// What a function wants in the place of an argument.
public enum Parameter {
  /// Anything.
  VALUE(Kind.values()),
  /// Anything that can be compared with the other arguments.
  COMPARED(Kind.values()),
  CONDITION(Kind.BOOLEAN),
  TEXT(Kind.TEXT),
  NUMBER(Kind.NUMBER),
  /// A point in time: text in ISO-8601, milliseconds since the epoch, date or timestamp.
  INSTANT(Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.TIMESTAMP),
  /// The same, or a time of day.
  CLOCK(Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.TIMESTAMP, Kind.TIME),
  /// JSON, also as text.
  JSON(Kind.TEXT),
  /// An MQTT topic filter.
  TOPIC_FILTER(Kind.TEXT),
  /// Counted from 1.
  LEVEL(Kind.NUMBER),
  /// A regular expression of RE2. Constant: it is compiled once, and no device writes it.
  REGEX(Kind.TEXT),
  /// The number of a group in it. Constant.
  REGEX_GROUP(Kind.NUMBER),
  /// A [DateUnit]. Constant.
  DATE_UNIT(Kind.TEXT),
  /// A format of DuckDB's `strftime`. Constant.
  TIME_FORMAT(Kind.TEXT),
  /// A [JsonPath]. Constant.
  PATH(Kind.TEXT),
  /// A [Type]. Constant.
  TYPE(Kind.TEXT);

  @SuppressWarnings("ImmutableEnumChecker") // it is one of List.of
  private final List<Kind> kinds;

  Parameter(Kind... kinds) {
    this.kinds = List.of(kinds);
  }

  /// Whether values of this kind will do, or may.
  public boolean takes(Kind kind) {
    return kind == Kind.ANY || kinds.contains(kind);
  }

  /// What it takes, besides what is not known before there are rows.
  public List<Kind> kinds() {
    return kinds;
  }

  /// Whether only a literal will do.
  public boolean isConstant() {
    return switch (this) {
      case REGEX, REGEX_GROUP, DATE_UNIT, TIME_FORMAT, PATH, TYPE -> true;
      case VALUE, COMPARED, CONDITION, TEXT, NUMBER, INSTANT, CLOCK, JSON, TOPIC_FILTER, LEVEL ->
          false;
    };
  }
}
