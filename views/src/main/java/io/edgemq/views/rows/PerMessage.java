package io.edgemq.views.rows;

import org.jspecify.annotations.Nullable;

/// A term that reads no element, in a view with `unnest`: it is the same for all elements of a
/// message, and computed once. Otherwise a message of half a long text and half short elements
/// would take as long as both multiplied.
final class PerMessage implements Term {
  private final Term term;
  private long message = -1;
  private @Nullable Object value;
  private @Nullable Unfit unfit;

  PerMessage(Term term) {
    this.term = term;
  }

  @Override
  public @Nullable Object of(Scope scope) throws Unfit {
    if (message != scope.message()) {
      compute(scope);
      message = scope.message();
    }
    if (unfit != null) {
      throw unfit;
    }
    return value;
  }

  private void compute(Scope scope) {
    value = null;
    unfit = null;
    try {
      value = term.of(scope);
    } catch (Unfit e) {
      unfit = e;
    }
  }
}
