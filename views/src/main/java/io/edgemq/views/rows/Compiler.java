package io.edgemq.views.rows;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.edgemq.views.definition.DateUnit;
import io.edgemq.views.definition.Expression;
import io.edgemq.views.definition.Expression.Call;
import io.edgemq.views.definition.Expression.Constant;
import io.edgemq.views.definition.Expression.InItem;
import io.edgemq.views.definition.Expression.InMessage;
import io.edgemq.views.definition.Expression.Meta;
import io.edgemq.views.definition.Expression.TryCast;
import io.edgemq.views.definition.Function;
import io.edgemq.views.definition.JsonPath;
import io.edgemq.views.definition.Literal;
import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.Type.Plain;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Makes terms of expressions. What is constant is made once: patterns, paths, casts. Terms share
/// parsers, so that they are of one thread. Null in, null out, but where a function says otherwise.
final class Compiler {
  private final Projection message;
  private final Projection item;
  private final JsonReader json = new JsonReader();
  private final Comparison comparison = new Comparison(json);
  private final JsonFunctions jsonFunctions = new JsonFunctions(json);

  /// @param message is told what expressions want of messages
  /// @param item is told what they want of elements
  Compiler(Projection message, Projection item) {
    this.message = message;
    this.item = item;
  }

  Cast cast(Type type) {
    return new Cast(type, json);
  }

  /// The value of a literal.
  static @Nullable Object value(Literal literal) {
    return switch (literal) {
      case Literal.Null _ -> null;
      case Literal.Text(String text) -> text;
      case Literal.Truth(boolean value) -> value;
      case Literal.Whole(BigInteger value) ->
          value.bitLength() < Long.SIZE ? (Number) value.longValue() : new BigDecimal(value);
      case Literal.Fraction(BigDecimal value) -> value;
    };
  }

  Term compile(Expression expression) {
    return switch (expression) {
      case InMessage(JsonPath path) -> {
        int slot = message.slot(path);
        yield scope -> scope.inMessage(slot);
      }
      case InItem(JsonPath path) -> {
        int slot = item.slot(path);
        yield scope -> scope.inItem(slot);
      }
      case Meta(var field) -> scope -> scope.meta(field);
      case Constant(Literal literal) -> {
        Object value = value(literal);
        yield _ -> value;
      }
      case TryCast(Expression operand, Type type) -> tryCast(compile(operand), cast(type));
      case Call(Function function, List<Expression> arguments) ->
          call(function, arguments, arguments.stream().map(this::compile).toList());
    };
  }

  /// Null where the cast fails; what fails within it still fails.
  private static Term tryCast(Term operand, Cast cast) {
    return scope -> {
      Object value = operand.of(scope);
      try {
        return cast.apply(value);
      } catch (Unfit _) {
        return null;
      }
    };
  }

  private Term call(Function function, List<Expression> from, List<Term> terms) {
    return switch (function.group()) {
      case COMPARE -> compare(function, terms);
      case LOGIC -> logic(function, terms);
      case TEXT -> text(function, from, terms);
      case TOPIC -> topic(function, terms);
      case NUMBER -> number(function, terms);
      case TIME -> time(function, from, terms);
      case JSON -> json(function, from, terms.getFirst());
    };
  }

  private Term compare(Function function, List<Term> terms) {
    Term x = terms.getFirst();
    return switch (function) {
      case EQ -> comparing(terms, order -> order == 0);
      case NE -> comparing(terms, order -> order != 0);
      case LT -> comparing(terms, order -> order < 0);
      case LE -> comparing(terms, order -> order <= 0);
      case GT -> comparing(terms, order -> order > 0);
      case GE -> comparing(terms, order -> order >= 0);
      case BETWEEN ->
          Logic.and(
              List.of(
                  comparing(List.of(x, terms.get(1)), order -> order >= 0),
                  comparing(List.of(x, terms.get(2)), order -> order <= 0)));
      case IN ->
          Logic.or(
              terms.subList(1, terms.size()).stream()
                  .map(it -> comparing(List.of(x, it), order -> order == 0))
                  .toList());
      case IS_NULL -> scope -> x.of(scope) == null;
      case IS_NOT_NULL -> scope -> x.of(scope) != null;
      default -> throw new IllegalArgumentException(function.label());
    };
  }

  private Term comparing(List<Term> terms, IntPredicate isTrue) {
    Term left = terms.get(0);
    Term right = terms.get(1);
    return scope -> {
      Object a = left.of(scope);
      Object b = a == null ? null : right.of(scope);
      if (a == null || b == null) {
        return null;
      }
      return isTrue.test(comparison.of(a, b));
    };
  }

  private Term logic(Function function, List<Term> terms) {
    Term x = terms.getFirst();
    return switch (function) {
      case AND -> Logic.and(terms);
      case OR -> Logic.or(terms);
      case NOT ->
          scope -> {
            Boolean it = Logic.truth(x.of(scope));
            return it == null ? null : (Boolean) !it;
          };
      case IF ->
          scope -> terms.get(Boolean.TRUE.equals(Logic.truth(x.of(scope))) ? 1 : 2).of(scope);
      case COALESCE ->
          scope -> {
            for (Term term : terms) {
              Object value = term.of(scope);
              if (value != null) {
                return value;
              }
            }
            return null;
          };
      case NULLIF ->
          scope -> {
            Object a = x.of(scope);
            Object b = a == null ? null : terms.get(1).of(scope);
            return a == null || b == null || comparison.of(a, b) != 0 ? a : null;
          };
      default -> throw new IllegalArgumentException(function.label());
    };
  }

  private interface OfText {
    @Nullable Object apply(String text) throws Unfit;
  }

  private interface OfTexts {
    @Nullable Object apply(String a, String b) throws Unfit;
  }

  private static Term ofText(Term x, OfText function) {
    return scope -> {
      Object value = x.of(scope);
      return value == null ? null : function.apply(Texts.of(value));
    };
  }

  private static Term ofTexts(List<Term> terms, OfTexts function) {
    return scope -> {
      Object a = terms.get(0).of(scope);
      Object b = terms.get(1).of(scope);
      return a == null || b == null ? null : function.apply(Texts.of(a), Texts.of(b));
    };
  }

  private Term text(Function function, List<Expression> from, List<Term> terms) {
    Term x = terms.getFirst();
    return switch (function) {
      case LIKE -> ofTexts(terms, TextFunctions::isLike);
      case ILIKE ->
          ofTexts(
              terms,
              (a, b) -> TextFunctions.isLike(TextFunctions.lower(a), TextFunctions.lower(b)));
      case STARTS_WITH -> ofTexts(terms, String::startsWith);
      case ENDS_WITH -> ofTexts(terms, String::endsWith);
      case CONTAINS -> ofTexts(terms, String::contains);
      case REGEXP_MATCHES -> {
        Pattern pattern = Pattern.compile(constant(from.get(1)));
        yield ofText(x, it -> pattern.matcher(it).find());
      }
      case REGEXP_EXTRACT -> extract(x, Pattern.compile(constant(from.get(1))), from.get(2));
      case LOWER -> ofText(x, TextFunctions::lower);
      case UPPER -> ofText(x, TextFunctions::upper);
      case TRIM -> ofText(x, TextFunctions::trim);
      case LENGTH -> ofText(x, TextFunctions::length);
      case MD5 -> ofText(x, it -> TextFunctions.digest("MD5", it));
      case SHA256 -> ofText(x, it -> TextFunctions.digest("SHA-256", it));
      case CONCAT -> concat(terms);
      case SUBSTRING ->
          scope -> {
            Object text = x.of(scope);
            Long at = whole(terms.get(1).of(scope));
            Long length = whole(terms.get(2).of(scope));
            return text == null || at == null || length == null
                ? null
                : TextFunctions.substring(Texts.of(text), at, length);
          };
      case REPLACE ->
          scope -> {
            Object text = x.of(scope);
            Object what = terms.get(1).of(scope);
            Object with = terms.get(2).of(scope);
            return text == null || what == null || with == null
                ? null
                : TextFunctions.replace(Texts.of(text), Texts.of(what), Texts.of(with));
          };
      case SPLIT_PART ->
          scope -> {
            Object text = x.of(scope);
            Object separator = terms.get(1).of(scope);
            Long n = whole(terms.get(2).of(scope));
            return text == null || separator == null || n == null
                ? null
                : TextFunctions.splitPart(Texts.of(text), Texts.of(separator), n);
          };
      default -> throw new IllegalArgumentException(function.label());
    };
  }

  private static Term extract(Term x, Pattern pattern, Expression group) {
    int number = Integer.parseInt(constant(group));
    return ofText(
        x,
        it -> {
          Matcher matcher = pattern.matcher(it);
          String found = matcher.find() ? matcher.group(number) : null;
          return found == null ? "" : found;
        });
  }

  private static Term concat(List<Term> terms) {
    return scope -> {
      var text = new StringBuilder();
      for (Term term : terms) {
        Object value = term.of(scope);
        if (value != null) {
          String part = Texts.of(value);
          TextFunctions.checkLength((long) text.length() + part.length());
          text.append(part);
        }
      }
      return text.toString();
    };
  }

  private Term topic(Function function, List<Term> terms) {
    return switch (function) {
      case TOPIC_MATCHES -> ofTexts(terms, TextFunctions::topicMatches);
      case TOPIC_LEVEL ->
          scope -> {
            Object topic = terms.get(0).of(scope);
            Long level = whole(terms.get(1).of(scope));
            return topic == null || level == null
                ? null
                : TextFunctions.topicLevel(Texts.of(topic), level);
          };
      default -> throw new IllegalArgumentException(function.label());
    };
  }

  private interface OfNumber {
    @Nullable Object apply(Number a) throws Unfit;
  }

  private interface OfNumbers {
    @Nullable Object apply(Number a, Number b) throws Unfit;
  }

  private Term ofNumber(Term x, OfNumber function) {
    return scope -> {
      Number a = number(x.of(scope));
      return a == null ? null : function.apply(a);
    };
  }

  private Term ofNumbers(List<Term> terms, OfNumbers function) {
    return scope -> {
      Number a = number(terms.get(0).of(scope));
      Number b = number(terms.get(1).of(scope));
      return a == null || b == null ? null : function.apply(a, b);
    };
  }

  private Term number(Function function, List<Term> terms) {
    Term x = terms.getFirst();
    return switch (function) {
      case ADD -> ofNumbers(terms, Numbers::add);
      case SUB -> ofNumbers(terms, Numbers::subtract);
      case MUL -> ofNumbers(terms, Numbers::multiply);
      case DIV -> ofNumbers(terms, Numbers::divide);
      case MOD -> ofNumbers(terms, Numbers::remainder);
      case ABS -> ofNumber(x, Numbers::abs);
      case FLOOR -> ofNumber(x, Numbers::floor);
      case CEIL -> ofNumber(x, Numbers::ceil);
      case ROUND ->
          terms.size() == 1
              ? ofNumber(x, it -> Numbers.round(it, 0))
              : scope -> {
                Number a = number(x.of(scope));
                Long digits = whole(terms.get(1).of(scope));
                return a == null || digits == null ? null : Numbers.round(a, digits);
              };
      case LEAST -> extreme(terms, order -> order < 0);
      case GREATEST -> extreme(terms, order -> order > 0);
      default -> throw new IllegalArgumentException(function.label());
    };
  }

  /// Nulls are skipped.
  private Term extreme(List<Term> terms, IntPredicate isBetter) {
    return scope -> {
      Object best = null;
      for (Term term : terms) {
        Object value = term.of(scope);
        if (value != null && (best == null || isBetter.test(comparison.of(value, best)))) {
          best = value;
        }
      }
      return best;
    };
  }

  private interface OfTimestamp {
    @Nullable Object apply(LocalDateTime at) throws Unfit;
  }

  private static Term ofTimestamp(Term x, OfTimestamp function) {
    return scope -> {
      Object value = x.of(scope);
      return value == null ? null : function.apply(Cast.toTimestamp(value, Plain.TIMESTAMP));
    };
  }

  private Term time(Function function, List<Expression> from, List<Term> terms) {
    Term x = terms.getFirst();
    return switch (function) {
      case DATE -> ofTimestamp(x, LocalDateTime::toLocalDate);
      case DATE_TRUNC -> {
        DateUnit unit = DateUnit.valueOf(constant(from.getFirst()).toUpperCase(Locale.ROOT));
        yield ofTimestamp(terms.get(1), it -> TimeFunctions.truncated(unit, it));
      }
      case YEAR -> ofTimestamp(x, it -> (long) it.getYear());
      case MONTH -> ofTimestamp(x, it -> (long) it.getMonthValue());
      case DAY -> ofTimestamp(x, it -> (long) it.getDayOfMonth());
      case HOUR -> hour(x);
      case EPOCH_MS ->
          scope -> {
            Long millis = whole(x.of(scope));
            return millis == null ? null : Times.ofMillis(millis);
          };
      case TO_EPOCH_MS -> ofTimestamp(x, Times::millis);
      case STRFTIME -> {
        String format = constant(from.get(1));
        yield ofTimestamp(x, it -> TimeFunctions.formatted(it, format));
      }
      default -> throw new IllegalArgumentException(function.label());
    };
  }

  private static Term hour(Term x) {
    return scope -> {
      Object value = x.of(scope);
      String text = value == null ? null : Cast.textOrNull(value);
      LocalTime time = text == null ? null : Times.time(text);
      if (value == null) {
        return null;
      } else if (time == null) {
        time =
            value instanceof LocalTime it
                ? it
                : Cast.toTimestamp(value, Plain.TIMESTAMP).toLocalTime();
      }
      return (long) time.getHour();
    };
  }

  private Term json(Function function, List<Expression> from, Term x) {
    return switch (function) {
      case JSON_TYPE -> scope -> jsonFunctions.type(x.of(scope));
      case JSON_ARRAY_LENGTH -> scope -> jsonFunctions.arrayLength(x.of(scope));
      case JSON_EXTRACT -> {
        try {
          yield jsonFunctions.extract(x, JsonPath.parse(constant(from.get(1))));
        } catch (JsonPath.Malformed e) {
          throw new IllegalArgumentException(e);
        }
      }
      default -> throw new IllegalArgumentException(function.label());
    };
  }

  /// The text of an argument that is a literal, which is checked.
  private static String constant(Expression expression) {
    Object value = expression instanceof Constant(Literal literal) ? value(literal) : null;
    if (value == null) {
      throw new IllegalArgumentException("not a literal: " + expression);
    }
    return Texts.of(value);
  }

  private @Nullable Number number(@Nullable Object value) throws Unfit {
    if (value == null) {
      return null;
    }
    Object plain = value instanceof JsonText text ? json.scalar(text) : value;
    Number number = plain == null ? null : Cast.numberOrNull(plain);
    if (number == null) {
      throw Unfit.cast(value, "a number");
    }
    return number;
  }

  private @Nullable Long whole(@Nullable Object value) throws Unfit {
    Number number = number(value);
    if (number == null) {
      return null;
    }
    BigInteger whole = Numbers.whole(number);
    if (whole == null || whole.bitLength() >= Long.SIZE) {
      throw Unfit.cast(number, "bigint");
    }
    return whole.longValue();
  }
}
