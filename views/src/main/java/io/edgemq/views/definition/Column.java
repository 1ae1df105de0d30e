package io.edgemq.views.definition;

import java.util.Optional;

/// A column of a view.
///
/// @param name matches [ViewDefinition#COLUMN_NAME]
/// @param expression its value, before it is cast to `type`
/// @param type what it is in the file; the cast to it is strict
/// @param isRequired whether null, after `defaultValue`, is an error
/// @param onError what becomes of a row whose value is an error
/// @param defaultValue stands for a value that is missing or null; can be cast to `type`, never
///   null itself
public record Column(
    String name,
    Expression expression,
    Type type,
    boolean isRequired,
    OnError onError,
    Optional<Literal> defaultValue) {
  public Column {
    ViewDefinition.checkedColumnName(name);
  }
}
