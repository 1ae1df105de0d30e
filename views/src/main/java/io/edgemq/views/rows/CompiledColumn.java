package io.edgemq.views.rows;

import io.edgemq.views.definition.Column;
import io.edgemq.views.definition.OnError;
import io.edgemq.views.definition.Output.Partition;
import io.edgemq.views.definition.Type.Plain;
import org.jspecify.annotations.Nullable;

/// A column, or a partition: its value, cast, with its default.
final class CompiledColumn {
  private final String name;
  private final Term term;
  private final boolean isRequired;
  private final OnError onError;
  private final Operand<Object> defaultValue;

  private CompiledColumn(
      String name, Term term, boolean isRequired, OnError onError, Operand<Object> defaultValue) {
    this.name = name;
    this.term = term;
    this.isRequired = isRequired;
    this.onError = onError;
    this.defaultValue = defaultValue;
  }

  static CompiledColumn of(Column column, Compiler compiler) {
    Cast cast = compiler.cast(column.type());
    return new CompiledColumn(
        column.name(),
        compiler.compile(column.expression(), cast),
        column.isRequired(),
        column.onError(),
        Operand.of(
            new Term.Constant(column.defaultValue().map(Compiler::value).orElse(null)),
            cast::apply));
  }

  static CompiledColumn of(Partition partition, Compiler compiler) {
    return new CompiledColumn(
        partition.name(), shortTerm(partition, compiler), false, OnError.DEAD_LETTER, _ -> null);
  }

  /// @return a term that is an error where its text is too long for the name of a folder
  private static Term shortTerm(Partition partition, Compiler compiler) {
    Term term = compiler.compile(partition.expression(), compiler.cast(partition.type()));
    if (partition.type() != Plain.VARCHAR) {
      return term;
    }
    return scope -> {
      Object text = term.of(scope);
      if (text != null) {
        HivePath.checkFolder(partition.name(), (String) text);
      }
      return text;
    };
  }

  String name() {
    return name;
  }

  OnError onError() {
    return onError;
  }

  /// @throws Unfit if it is an error that is not to be null
  @Nullable Object value(Scope scope) throws Unfit {
    try {
      Object value = term.of(scope);
      if (value == null) {
        value = defaultValue.of(scope);
      }
      if (value == null && isRequired) {
        throw new Unfit(Reason.REQUIRED, "it is required, and null");
      }
      return value;
    } catch (Unfit e) {
      if (onError == OnError.NULL) {
        return null;
      }
      throw e;
    }
  }
}
