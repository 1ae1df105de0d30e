package io.edgemq.views.rows;

import org.jspecify.annotations.Nullable;

/// A compiled expression.
interface Term {
  /// Its value for the row in scope.
  @Nullable Object of(Scope scope) throws Unfit;
}
