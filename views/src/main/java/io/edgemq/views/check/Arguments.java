package io.edgemq.views.check;

import io.edgemq.views.definition.DateUnit;
import io.edgemq.views.definition.Expression;
import io.edgemq.views.definition.Expression.Constant;
import io.edgemq.views.definition.Function;
import io.edgemq.views.definition.JsonPath;
import io.edgemq.views.definition.Kind;
import io.edgemq.views.definition.Literal;
import io.edgemq.views.definition.Parameter;
import io.edgemq.views.definition.Type;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Holds arguments against what functions want, and refuses what can never work.
final class Arguments {
  private final Faults faults;

  /// What is wrong with regular expressions, so that each is compiled once though aliases repeat
  /// it.
  private final Map<String, Optional<String>> regexProblems = new HashMap<>();

  Arguments(Faults faults) {
    this.faults = faults;
  }

  /// Checks as many arguments as the function takes; those that could not be read are left out.
  void check(Function function, List<Located> places, List<Optional<Expression>> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).isPresent()) {
        check(function, function.parameter(i), places.get(i).place(), arguments.get(i).get());
      }
    }
    if (function.parameter(0) == Parameter.COMPARED && arguments.getFirst().isPresent()) {
      Expression first = arguments.getFirst().get();
      Kind kind = first.kind();
      for (int i = 1; i < arguments.size(); i++) {
        Place place = places.get(i).place();
        arguments.get(i).ifPresent(it -> compare(place, first, kind, it));
      }
    }
    if (function == Function.REGEXP_EXTRACT) {
      checkGroup(places.get(2).place(), arguments.get(1), arguments.get(2));
    }
  }

  /// Reads a path.
  Optional<JsonPath> path(Place place, String text) {
    try {
      return Optional.of(JsonPath.parse(text));
    } catch (JsonPath.Malformed e) {
      faults.add(place, Shown.quoted(text) + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /// Whether values of an expression can be cast to a type; notes a fault if not.
  boolean canBecome(Place place, Expression expression, Type type) {
    Optional<String> problem =
        expression instanceof Constant(Literal literal)
            ? LiteralCast.problem(literal, type)
            : Optional.of(expression.kind())
                .filter(it -> !type.takes(it))
                .map(it -> it.words() + " cannot be cast to " + type.label());
    problem.ifPresent(it -> faults.add(place, it));
    return problem.isEmpty();
  }

  private void check(Function function, Parameter parameter, Place place, Expression argument) {
    Optional<Literal> literal =
        argument instanceof Constant(Literal it) ? Optional.of(it) : Optional.empty();
    if (parameter.isConstant() && literal.filter(it -> !isNull(it)).isEmpty()) {
      faults.add(place, function.label() + " needs a literal here: { lit: … }");
    } else if (!takes(parameter, argument)) {
      String given = literal.map(LiteralCast::shown).orElse(argument.kind().words());
      faults.add(place, function.label() + " needs " + words(parameter) + " here, not " + given);
    } else if (literal.isPresent()) {
      problem(parameter, place, literal.get()).ifPresent(it -> faults.add(place, it));
    }
  }

  private static String words(Parameter parameter) {
    return switch (parameter) {
      case INSTANT, CLOCK -> "a point in time";
      case JSON -> "JSON";
      default -> parameter.kinds().stream().map(Kind::words).collect(Collectors.joining(" or "));
    };
  }

  private static boolean takes(Parameter parameter, Expression argument) {
    if (argument instanceof Constant(Literal.Text(String text)) && !parameter.isConstant()) {
      return parameter.kinds().stream()
          .anyMatch(it -> it == Kind.TEXT ? isText(parameter, text) : LiteralCast.canBe(text, it));
    }
    return parameter.takes(argument.kind());
  }

  /// Whether a literal text will do where text is allowed for what it says.
  private static boolean isText(Parameter parameter, String text) {
    return switch (parameter) {
      case INSTANT -> LiteralCast.canBe(text, Kind.TIMESTAMP);
      case CLOCK -> LiteralCast.canBe(text, Kind.TIMESTAMP) || LiteralCast.canBe(text, Kind.TIME);
      default -> true;
    };
  }

  private Optional<String> problem(Parameter parameter, Place place, Literal literal) {
    return switch (parameter) {
      case REGEX -> text(literal).flatMap(this::regexProblem);
      case TOPIC_FILTER ->
          text(literal)
              .filter(it -> !TopicFilter.isFilter(it))
              .map(it ->
                  Shown.quoted(it)
                      + " is not a topic filter; + and # stand for whole levels, # only for"
                      + " the last");
      case TIME_FORMAT ->
          text(literal)
              .flatMap(TimeFormat::unknown)
              .map(it -> "there is no " + Shown.quoted(it) + " in formats of strftime");
      case DATE_UNIT -> text(literal).flatMap(Arguments::unknownUnit);
      case LEVEL -> isWhole(literal, 1) ? Optional.empty() : notWhole(literal, 1);
      case REGEX_GROUP -> isWhole(literal, 0) ? Optional.empty() : notWhole(literal, 0);
      case PATH -> {
        text(literal).ifPresent(it -> path(place, it));
        yield Optional.empty();
      }
      case TYPE, VALUE, COMPARED, CONDITION, TEXT, NUMBER, INSTANT, CLOCK, JSON -> Optional.empty();
    };
  }

  private Optional<String> regexProblem(String text) {
    return regexProblems.computeIfAbsent(text, Regex::problem);
  }

  private static Optional<String> unknownUnit(String text) {
    List<String> units = Arrays.stream(DateUnit.values()).map(DateUnit::label).toList();
    return units.contains(text)
        ? Optional.empty()
        : Optional.of(Words.unknown("unit", text, units));
  }

  private static Optional<String> text(Literal literal) {
    return literal instanceof Literal.Text(String text) ? Optional.of(text) : Optional.empty();
  }

  private static Optional<String> notWhole(Literal literal, int min) {
    return Optional.of(
        LiteralCast.shown(literal) + " is not allowed here; allowed: a whole number from " + min);
  }

  private static boolean isNull(Literal literal) {
    return literal instanceof Literal.Null;
  }

  private static boolean isWhole(Literal literal, int min) {
    return isNull(literal)
        || (literal instanceof Literal.Whole(BigInteger value)
            && value.compareTo(BigInteger.valueOf(min)) >= 0
            && value.bitLength() < Integer.SIZE);
  }

  private void compare(Place place, Expression first, Kind firstKind, Expression other) {
    Kind kind = other.kind();
    Optional<String> unread = unread(first, kind).or(() -> unread(other, firstKind));
    if (unread.isPresent()) {
      faults.add(place, unread.get());
    } else if (!firstKind.isComparableWith(kind)) {
      faults.add(
          place, "cannot be compared: %s with %s".formatted(kind.words(), firstKind.words()));
    }
  }

  /// A text that is to be read as the kind that it is compared with, and cannot.
  private static Optional<String> unread(Expression text, Kind kind) {
    return text instanceof Constant(Literal.Text(String it)) && !LiteralCast.canBe(it, kind)
        ? Optional.of("cannot be compared: " + Shown.quoted(it) + " with " + kind.words())
        : Optional.empty();
  }

  private void checkGroup(Place place, Optional<Expression> regex, Optional<Expression> group) {
    if (regex.orElse(null) instanceof Constant(Literal.Text(String text))
        && group.orElse(null) instanceof Constant(Literal.Whole(BigInteger number))
        && regexProblem(text).isEmpty()) {
      int groups = Regex.groups(text);
      if (number.compareTo(BigInteger.valueOf(groups)) > 0) {
        faults.add(place, "the expression has " + Shown.count(groups, "group") + ", not " + number);
      }
    }
  }
}
