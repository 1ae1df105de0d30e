package io.edgemq.views.check;

import io.edgemq.views.definition.Column;
import io.edgemq.views.definition.Output.Partition;
import io.edgemq.views.definition.ViewDefinition;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// The names of one definition. Those of columns and partitions differ in more than case, since
/// DuckDB does not tell them apart.
final class Names {
  private final Faults faults;
  private final Scalars scalars;

  /// Columns as they are written.
  private final Set<String> columns = new LinkedHashSet<>();

  /// Lower case, and where it stands.
  private final Map<String, String> columnPaths = new HashMap<>();

  private final Map<String, String> partitionPaths = new HashMap<>();

  Names(Faults faults) {
    this.faults = faults;
    scalars = new Scalars(faults);
  }

  Optional<String> viewName(Located located) {
    return matching(located, ViewDefinition.NAME);
  }

  Optional<String> columnName(Located located) {
    Optional<String> name = matching(located, ViewDefinition.COLUMN_NAME);
    name.ifPresent(columns::add);
    return name.filter(it -> isNew(located, it, columnPaths));
  }

  /// Comes after the columns.
  Optional<String> rescueName(Located located) {
    return matching(located, ViewDefinition.COLUMN_NAME)
        .filter(it -> isNew(located, it, columnPaths));
  }

  /// Comes after the columns.
  Optional<String> partitionName(Located located) {
    return matching(located, ViewDefinition.COLUMN_NAME)
        .filter(it -> isNew(located, it, partitionPaths));
  }

  /// A partition may have the name of a column if it is that column; readers of the files would
  /// else see two values under one name.
  void refuseAnotherMeaning(Located located, Partition partition, List<Column> read) {
    String path = columnPaths.get(lower(partition.name()));
    if (path == null) {
      return;
    }
    boolean isSame =
        read.stream()
            .anyMatch(it ->
                it.name().equals(partition.name())
                    && it.expression().equals(partition.expression())
                    && it.type().equals(partition.type()));
    if (!isSame) {
      faults.add(
          located.place(),
          Shown.quoted(partition.name()) + " is " + path + ", which has another expr or type");
    }
  }

  boolean isKnownColumn(Located located, String name) {
    boolean isKnown = columns.contains(name);
    if (!isKnown) {
      faults.add(located.place(), Words.unknown("column", name, columns));
    }
    return isKnown;
  }

  private Optional<String> matching(Located located, Pattern allowed) {
    Optional<String> name = scalars.text(located);
    name.filter(it -> !allowed.matcher(it).matches())
        .ifPresent(it ->
            faults.add(located.place(), Shown.quoted(it) + " is not a name; allowed: " + allowed));
    return name.filter(it -> allowed.matcher(it).matches());
  }

  private boolean isNew(Located located, String name, Map<String, String> paths) {
    String first = paths.putIfAbsent(lower(name), located.path());
    if (first != null) {
      faults.add(located.place(), Shown.quoted(name) + " is there already, as " + first);
    }
    return first == null;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
