package io.edgemq.views.definition;

import java.util.List;

/// Gives a value for a row. Expressions nest at most [#DEPTH_MAX] deep, so that recursion over one
/// is safe.
public sealed interface Expression {
  /// Levels of expressions within each other; one without arguments has one level.
  int DEPTH_MAX = 32;

  /// What can be said of its values.
  Kind kind();

  /// `json_path`: of the message (of its line in NDJSON), also where there is `unnest`.
  record InMessage(JsonPath path) implements Expression {
    @Override
    public Kind kind() {
      return Kind.ANY;
    }
  }

  /// `item`: of the element that `unnest` gave. Only in views that have it, and not in `unnest`.
  record InItem(JsonPath path) implements Expression {
    @Override
    public Kind kind() {
      return Kind.ANY;
    }
  }

  /// `meta`: of what surrounds the message.
  record Meta(MetaField field) implements Expression {
    @Override
    public Kind kind() {
      return field.kind();
    }
  }

  /// `lit`.
  record Constant(Literal literal) implements Expression {
    @Override
    public Kind kind() {
      return literal.kind();
    }
  }

  /// `fn` with `args`, but for `try_cast`.
  ///
  /// @param arguments as many as the function takes; constants where [Parameter#isConstant]
  record Call(Function function, List<Expression> arguments) implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
      if (function == Function.TRY_CAST || !function.takes(arguments.size())) {
        throw new IllegalArgumentException(function + " of " + arguments.size());
      }
    }

    @Override
    public Kind kind() {
      return function.gives(arguments.stream().map(Expression::kind).toList());
    }
  }

  /// `try_cast`: null where the cast fails.
  record TryCast(Expression operand, Type type) implements Expression {
    @Override
    public Kind kind() {
      return type.kind();
    }
  }
}
