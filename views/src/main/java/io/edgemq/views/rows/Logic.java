package io.edgemq.views.rows;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Three-valued logic, and choices. One false makes an `and` false and one true an `or` true,
/// whatever the other arguments are and in whatever order: also where one has no value at all.
final class Logic {
  private Logic() {}

  /// The truth of a condition; a text is read as one.
  static @Nullable Boolean truth(@Nullable Object value) throws Unfit {
    return value == null ? null : (Boolean) Cast.toBoolean(value);
  }

  static Term and(List<Term> terms) {
    return scope -> all(scope, terms, true);
  }

  static Term or(List<Term> terms) {
    return scope -> all(scope, terms, false);
  }

  static Term not(Term x) {
    return scope -> {
      Boolean it = truth(x.of(scope));
      return it == null ? null : (Boolean) !it;
    };
  }

  /// The first where the condition is true, else the second.
  static Term choice(Term condition, Term first, Term second) {
    return scope -> (Boolean.TRUE.equals(truth(condition.of(scope))) ? first : second).of(scope);
  }

  /// The first that is not null.
  static Term coalesce(List<Term> terms) {
    return scope -> {
      for (Term term : terms) {
        Object value = term.of(scope);
        if (value != null) {
          return value;
        }
      }
      return null;
    };
  }

  /// `neutral` if all terms are, its opposite if one is.
  private static @Nullable Boolean all(Scope scope, List<Term> terms, boolean neutral)
      throws Unfit {
    boolean hasNull = false;
    Unfit unfit = null;
    for (Term term : terms) {
      try {
        Boolean truth = truth(term.of(scope));
        if (truth == null) {
          hasNull = true;
        } else if (truth != neutral) {
          return !neutral;
        }
      } catch (Unfit e) {
        unfit = unfit == null ? e : unfit;
      }
    }
    if (unfit != null) {
      throw unfit;
    }
    return hasNull ? null : (Boolean) neutral;
  }
}
