package io.edgemq.views.rows;

import io.edgemq.views.definition.Function;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Functions that compare. Null compares with nothing.
final class ComparisonTerms {
  private final Comparison comparison;

  ComparisonTerms(Comparison comparison) {
    this.comparison = comparison;
  }

  Term of(Function function, List<Term> terms) {
    Term x = terms.getFirst();
    return switch (function) {
      case EQ -> comparing(x, terms.get(1), order -> order == 0);
      case NE -> comparing(x, terms.get(1), order -> order != 0);
      case LT -> comparing(x, terms.get(1), order -> order < 0);
      case LE -> comparing(x, terms.get(1), order -> order <= 0);
      case GT -> comparing(x, terms.get(1), order -> order > 0);
      case GE -> comparing(x, terms.get(1), order -> order >= 0);
      case BETWEEN -> between(x, terms.get(1), terms.get(2));
      case IN -> in(x, terms.subList(1, terms.size()));
      case IS_NULL -> scope -> x.of(scope) == null;
      case IS_NOT_NULL -> scope -> x.of(scope) != null;
      default -> throw new IllegalArgumentException(function.label());
    };
  }

  /// Null where both are the same, else the first.
  Term nullIf(Term first, Term second) {
    Order order = order(first, second);
    return scope -> {
      Object a = first.of(scope);
      Object b = a == null ? null : second.of(scope);
      return a == null || b == null || order.of(a, b) != 0 ? a : null;
    };
  }

  /// The best of those that are not null.
  Term extreme(List<Term> terms, IntPredicate isBetter) {
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

  private Term between(Term x, Term low, Term high) {
    var held = new Held();
    return held.around(
        x,
        Logic.and(
            List.of(
                comparing(held, low, order -> order >= 0),
                comparing(held, high, order -> order <= 0))));
  }

  private Term in(Term x, List<Term> members) {
    var held = new Held();
    return held.around(
        x, Logic.or(members.stream().map(it -> comparing(held, it, order -> order == 0)).toList()));
  }

  private static Term comparing(Order order, Term left, Term right, IntPredicate isTrue) {
    return scope -> {
      Object a = left.of(scope);
      Object b = a == null ? null : right.of(scope);
      if (a == null || b == null) {
        return null;
      }
      scope.read(a);
      scope.read(b);
      return isTrue.test(order.of(a, b));
    };
  }

  private Term comparing(Term left, Term right, IntPredicate isTrue) {
    return comparing(order(left, right), left, right, isTrue);
  }

  private interface Order {
    int of(Object a, Object b) throws Unfit;
  }

  /// How values of two terms compare; a literal text is read once.
  private Order order(Term left, Term right) {
    if (right instanceof Term.Constant(String text)) {
      var literal = new LiteralText(text);
      return (a, _) -> comparison.of(a, literal);
    }
    if (left instanceof Term.Constant(String text)) {
      var literal = new LiteralText(text);
      return (_, b) -> -comparison.of(b, literal);
    }
    return comparison::of;
  }

  /// A value that several comparisons want, computed once.
  private final class Held implements Term {
    private @Nullable Object value;

    @Override
    public @Nullable Object of(Scope scope) {
      return value;
    }

    Term around(Term x, Term inner) {
      return scope -> {
        Object it = x.of(scope);
        value = it == null ? null : comparison.plain(it);
        return inner.of(scope);
      };
    }
  }
}
