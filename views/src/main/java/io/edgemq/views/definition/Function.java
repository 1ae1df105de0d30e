package io.edgemq.views.definition;

import java.util.List;
import java.util.Locale;

/// The functions that expressions may call. They mean what DuckDB's of the same name mean.
public enum Function {
  EQ(Group.COMPARE, Kind.BOOLEAN, Parameter.COMPARED, Parameter.COMPARED),
  NE(Group.COMPARE, Kind.BOOLEAN, Parameter.COMPARED, Parameter.COMPARED),
  LT(Group.COMPARE, Kind.BOOLEAN, Parameter.COMPARED, Parameter.COMPARED),
  LE(Group.COMPARE, Kind.BOOLEAN, Parameter.COMPARED, Parameter.COMPARED),
  GT(Group.COMPARE, Kind.BOOLEAN, Parameter.COMPARED, Parameter.COMPARED),
  GE(Group.COMPARE, Kind.BOOLEAN, Parameter.COMPARED, Parameter.COMPARED),
  IN(Group.COMPARE, Kind.BOOLEAN, 2, Function.MANY, Parameter.COMPARED),
  BETWEEN(Group.COMPARE, Kind.BOOLEAN, Parameter.COMPARED, Parameter.COMPARED, Parameter.COMPARED),
  IS_NULL(Group.COMPARE, Kind.BOOLEAN, Parameter.VALUE),
  IS_NOT_NULL(Group.COMPARE, Kind.BOOLEAN, Parameter.VALUE),

  AND(Group.LOGIC, Kind.BOOLEAN, 1, Function.MANY, Parameter.CONDITION),
  OR(Group.LOGIC, Kind.BOOLEAN, 1, Function.MANY, Parameter.CONDITION),
  NOT(Group.LOGIC, Kind.BOOLEAN, Parameter.CONDITION),
  IF(Group.LOGIC, Kind.ANY, Parameter.CONDITION, Parameter.VALUE, Parameter.VALUE),
  COALESCE(Group.LOGIC, Kind.ANY, 1, Function.MANY, Parameter.VALUE),
  NULLIF(Group.LOGIC, Kind.ANY, Parameter.COMPARED, Parameter.COMPARED),

  LIKE(Group.TEXT, Kind.BOOLEAN, Parameter.TEXT, Parameter.TEXT),
  ILIKE(Group.TEXT, Kind.BOOLEAN, Parameter.TEXT, Parameter.TEXT),
  STARTS_WITH(Group.TEXT, Kind.BOOLEAN, Parameter.TEXT, Parameter.TEXT),
  ENDS_WITH(Group.TEXT, Kind.BOOLEAN, Parameter.TEXT, Parameter.TEXT),
  CONTAINS(Group.TEXT, Kind.BOOLEAN, Parameter.TEXT, Parameter.TEXT),
  REGEXP_MATCHES(Group.TEXT, Kind.BOOLEAN, Parameter.TEXT, Parameter.REGEX),
  REGEXP_EXTRACT(Group.TEXT, Kind.TEXT, Parameter.TEXT, Parameter.REGEX, Parameter.REGEX_GROUP),
  LOWER(Group.TEXT, Kind.TEXT, Parameter.TEXT),
  UPPER(Group.TEXT, Kind.TEXT, Parameter.TEXT),
  TRIM(Group.TEXT, Kind.TEXT, Parameter.TEXT),
  /// Of anything, as text.
  CONCAT(Group.TEXT, Kind.TEXT, 1, Function.MANY, Parameter.VALUE),
  SUBSTRING(Group.TEXT, Kind.TEXT, Parameter.TEXT, Parameter.NUMBER, Parameter.NUMBER),
  REPLACE(Group.TEXT, Kind.TEXT, Parameter.TEXT, Parameter.TEXT, Parameter.TEXT),
  SPLIT_PART(Group.TEXT, Kind.TEXT, Parameter.TEXT, Parameter.TEXT, Parameter.NUMBER),
  LENGTH(Group.TEXT, Kind.NUMBER, Parameter.TEXT),
  MD5(Group.TEXT, Kind.TEXT, Parameter.TEXT),
  SHA256(Group.TEXT, Kind.TEXT, Parameter.TEXT),

  TOPIC_MATCHES(Group.TOPIC, Kind.BOOLEAN, Parameter.TEXT, Parameter.TOPIC_FILTER),
  TOPIC_LEVEL(Group.TOPIC, Kind.TEXT, Parameter.TEXT, Parameter.LEVEL),

  ADD(Group.NUMBER, Kind.NUMBER, Parameter.NUMBER, Parameter.NUMBER),
  SUB(Group.NUMBER, Kind.NUMBER, Parameter.NUMBER, Parameter.NUMBER),
  MUL(Group.NUMBER, Kind.NUMBER, Parameter.NUMBER, Parameter.NUMBER),
  DIV(Group.NUMBER, Kind.NUMBER, Parameter.NUMBER, Parameter.NUMBER),
  MOD(Group.NUMBER, Kind.NUMBER, Parameter.NUMBER, Parameter.NUMBER),
  ABS(Group.NUMBER, Kind.NUMBER, Parameter.NUMBER),
  /// To a whole number, or to as many digits behind the point as the second argument says.
  ROUND(Group.NUMBER, Kind.NUMBER, 1, 2, Parameter.NUMBER),
  FLOOR(Group.NUMBER, Kind.NUMBER, Parameter.NUMBER),
  CEIL(Group.NUMBER, Kind.NUMBER, Parameter.NUMBER),
  LEAST(Group.NUMBER, Kind.ANY, 1, Function.MANY, Parameter.COMPARED),
  GREATEST(Group.NUMBER, Kind.ANY, 1, Function.MANY, Parameter.COMPARED),
  /// An [Expression.TryCast], never a call.
  TRY_CAST(Group.NUMBER, Kind.ANY, Parameter.VALUE, Parameter.TYPE),

  DATE(Group.TIME, Kind.DATE, Parameter.INSTANT),
  DATE_TRUNC(Group.TIME, Kind.TIMESTAMP, Parameter.DATE_UNIT, Parameter.INSTANT),
  YEAR(Group.TIME, Kind.NUMBER, Parameter.INSTANT),
  MONTH(Group.TIME, Kind.NUMBER, Parameter.INSTANT),
  DAY(Group.TIME, Kind.NUMBER, Parameter.INSTANT),
  HOUR(Group.TIME, Kind.NUMBER, Parameter.CLOCK),
  /// To a timestamp.
  EPOCH_MS(Group.TIME, Kind.TIMESTAMP, Parameter.NUMBER),
  /// From a timestamp.
  TO_EPOCH_MS(Group.TIME, Kind.NUMBER, Parameter.INSTANT),
  STRFTIME(Group.TIME, Kind.TEXT, Parameter.INSTANT, Parameter.TIME_FORMAT),

  JSON_TYPE(Group.JSON, Kind.TEXT, Parameter.JSON),
  JSON_ARRAY_LENGTH(Group.JSON, Kind.NUMBER, Parameter.JSON),
  JSON_EXTRACT(Group.JSON, Kind.ANY, Parameter.JSON, Parameter.PATH);

  /// What functions are listed under.
  public enum Group {
    COMPARE,
    LOGIC,
    TEXT,
    TOPIC,
    NUMBER,
    TIME,
    JSON
  }

  private static final int MANY = Integer.MAX_VALUE;

  private final Group group;
  private final Kind gives;
  private final int argumentsMin;
  private final int argumentsMax;

  @SuppressWarnings("ImmutableEnumChecker") // it is one of List.of
  private final List<Parameter> parameters;

  /// As many arguments as parameters.
  Function(Group group, Kind gives, Parameter... parameters) {
    this(group, gives, parameters.length, parameters.length, parameters);
  }

  /// The last parameter is that of all further arguments.
  Function(Group group, Kind gives, int argumentsMin, int argumentsMax, Parameter... parameters) {
    this.group = group;
    this.gives = gives;
    this.argumentsMin = argumentsMin;
    this.argumentsMax = argumentsMax;
    this.parameters = List.of(parameters);
  }

  public Group group() {
    return group;
  }

  /// As definitions have it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The fewest arguments that it takes.
  public int argumentsMin() {
    return argumentsMin;
  }

  /// The most arguments that it takes; [Integer#MAX_VALUE] where their number is free.
  public int argumentsMax() {
    return argumentsMax;
  }

  /// Whether it takes this many arguments.
  public boolean takes(int arguments) {
    return arguments >= argumentsMin && arguments <= argumentsMax;
  }

  /// What it wants as its argument `index`, counted from 0.
  public Parameter parameter(int index) {
    return parameters.get(Math.min(index, parameters.size() - 1));
  }

  /// What comes of arguments of these kinds, as many as it takes.
  public Kind gives(List<Kind> arguments) {
    return switch (this) {
      case IF -> Kind.common(arguments.subList(1, arguments.size()));
      case COALESCE, LEAST, GREATEST -> Kind.common(arguments);
      case NULLIF -> arguments.getFirst();
      default -> gives;
    };
  }
}
