package io.edgemq.views.rows;

import org.jspecify.annotations.Nullable;

/// A compiled expression.
interface Term {
  /// Its value for the row in scope.
  @Nullable Object of(Scope scope) throws Unfit;

  /// A literal.
  record Constant(@Nullable Object value) implements Term {
    @Override
    public @Nullable Object of(Scope scope) {
      return value;
    }

    /// The text of an argument that only a literal may be, which is checked.
    static String text(Term term) {
      if (term instanceof Constant(Object value) && value != null) {
        return Texts.of(value);
      }
      throw new IllegalArgumentException("not a literal");
    }
  }
}
