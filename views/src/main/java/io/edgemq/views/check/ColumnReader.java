package io.edgemq.views.check;

import io.edgemq.views.definition.Column;
import io.edgemq.views.definition.Expression;
import io.edgemq.views.definition.Literal;
import io.edgemq.views.definition.OnError;
import io.edgemq.views.definition.Type;
import java.util.Optional;

/// Reads columns, and what partitions have in common with them.
final class ColumnReader {
  private final Faults faults;
  private final Names names;
  private final ExpressionReader expressions;
  private final Arguments arguments;
  private final Scalars scalars;

  ColumnReader(Faults faults, Names names, ExpressionReader expressions) {
    this.faults = faults;
    this.names = names;
    this.expressions = expressions;
    arguments = expressions.arguments();
    scalars = new Scalars(faults);
  }

  /// A column; empty after a fault that leaves none.
  Optional<Column> read(Keys keys) {
    Optional<String> name = keys.required("name").flatMap(names::columnName);
    Optional<Located> at = keys.required("expr");
    Optional<Expression> expression = at.flatMap(expressions::read);
    Optional<Type> type = keys.required("type").flatMap(this::type);
    boolean isRequired = keys.optional("required").flatMap(scalars::truth).orElse(false);
    OnError onError =
        keys.optional("on_error")
            .flatMap(it -> scalars.choice(it, "on_error", OnError.values(), OnError::label))
            .orElse(OnError.DEAD_LETTER);
    Optional<Literal> defaultValue = keys.optional("default").flatMap(it -> standIn(it, type));
    keys.refuseOthers();
    if (at.isPresent() && expression.isPresent() && type.isPresent()) {
      arguments.canBecome(at.get().place(), expression.get(), type.get());
    }
    return name.isPresent() && expression.isPresent() && type.isPresent()
        ? Optional.of(
            new Column(name.get(), expression.get(), type.get(), isRequired, onError, defaultValue))
        : Optional.empty();
  }

  Optional<Type> type(Located located) {
    return scalars.text(located).flatMap(it -> ExpressionReader.type(located, it, faults));
  }

  private Optional<Literal> standIn(Located located, Optional<Type> type) {
    Optional<Literal> literal = scalars.literal(located);
    if (literal.filter(it -> it instanceof Literal.Null).isPresent()) {
      faults.add(located.place(), "is null, as it would be without a default");
    } else if (literal.isPresent() && type.isPresent()) {
      LiteralCast.problem(literal.get(), type.get())
          .ifPresent(it -> faults.add(located.place(), it));
    }
    return literal;
  }
}
