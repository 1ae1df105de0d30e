package io.edgemq.views.definition;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A view: turns the frames of an endpoint into rows. A published version never changes.
///
/// @param name matches [#NAME]
/// @param version at least 1
/// @param format what a message is
/// @param unnest gives an array, of which every element is a row; without it a message is one row
/// @param columns 1 to [#COLUMNS_MAX], in their order in the file; no name twice, whatever its case
/// @param rescue the name of a further column, of type `json`, for the top-level members that no
///   column reads
/// @param where a row stays only where this is true
public record ViewDefinition(
    String name,
    int version,
    MessageFormat format,
    Optional<Expression> unnest,
    List<Column> columns,
    Optional<String> rescue,
    Optional<Expression> where,
    Output output) {
  /// What a view may be called.
  public static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  /// What columns, the one for the rest too, and partitions may be called: names of fields in an
  /// Avro schema (decision 0008).
  public static final Pattern COLUMN_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,126}");

  /// Columns that a view has at most.
  public static final int COLUMNS_MAX = 500;

  public ViewDefinition {
    columns = List.copyOf(columns);
    if (!NAME.matcher(name).matches() || version < 1) {
      throw new IllegalArgumentException("no view is called " + name + " v" + version);
    }
    if (columns.isEmpty() || columns.size() > COLUMNS_MAX) {
      throw new IllegalArgumentException("a view of " + columns.size() + " columns");
    }
    rescue.ifPresent(ViewDefinition::checkedColumnName);
  }

  static void checkedColumnName(String name) {
    if (!COLUMN_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("no column is called " + name);
    }
  }
}
