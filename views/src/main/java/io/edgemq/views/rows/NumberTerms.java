package io.edgemq.views.rows;

import io.edgemq.views.definition.Function;
import java.math.BigInteger;
import java.util.List;

/// Functions of numbers, and arguments that are numbers: text and JSON are read as such.
final class NumberTerms {
  private final JsonReader json;
  private final ComparisonTerms comparisons;

  NumberTerms(JsonReader json, ComparisonTerms comparisons) {
    this.json = json;
    this.comparisons = comparisons;
  }

  Term of(Function function, List<Term> terms) {
    return switch (function) {
      case ADD -> binary(Numbers::add, terms);
      case SUB -> binary(Numbers::subtract, terms);
      case MUL -> binary(Numbers::multiply, terms);
      case DIV -> binary(Numbers::divide, terms);
      case MOD -> binary(Numbers::remainder, terms);
      case ABS -> unary(Numbers::abs, terms);
      case FLOOR -> unary(Numbers::floor, terms);
      case CEIL -> unary(Numbers::ceil, terms);
      case ROUND ->
          terms.size() == 1
              ? unary(it -> Numbers.round(it, 0), terms)
              : Operand.call(Numbers::round, number(terms.get(0)), whole(terms.get(1)));
      case LEAST -> comparisons.extreme(terms, order -> order < 0);
      case GREATEST -> comparisons.extreme(terms, order -> order > 0);
      default -> throw new IllegalArgumentException(function.label());
    };
  }

  private Term unary(Operand.Unary<Number> function, List<Term> terms) {
    return Operand.call(function, number(terms.getFirst()));
  }

  private Term binary(Operand.Binary<Number, Number> function, List<Term> terms) {
    return Operand.call(function, number(terms.get(0)), number(terms.get(1)));
  }

  private Operand<Number> number(Term term) {
    return Operand.of(term, this::number);
  }

  /// A whole number of 64 bits.
  Operand<Long> whole(Term term) {
    return Operand.of(
        term,
        value -> {
          Number number = number(value);
          if (number instanceof Long it) {
            return it;
          }
          BigInteger whole = Numbers.whole(number);
          if (whole == null || whole.bitLength() >= Long.SIZE) {
            throw Unfit.cast(number, "bigint");
          }
          return whole.longValue();
        });
  }

  private Number number(Object value) throws Unfit {
    Object plain = value instanceof JsonText text ? json.scalar(text) : value;
    Number number = plain == null ? null : Cast.numberOrNull(plain);
    if (number == null) {
      throw Unfit.cast(value, "a number");
    }
    return number;
  }
}
