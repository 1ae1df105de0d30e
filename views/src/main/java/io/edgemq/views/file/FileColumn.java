package io.edgemq.views.file;

import io.edgemq.views.definition.Column;
import io.edgemq.views.definition.OnError;
import io.edgemq.views.definition.Output.Partition;
import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.Type.Plain;
import io.edgemq.views.definition.ViewDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A column of the files of a view.
///
/// @param isRequired whether its value is never null
/// @param place of its value in a row
public record FileColumn(String name, Type type, boolean isRequired, int place) {
  /// The columns of a view's files: those of the view in their order, and the rescued rest. A
  /// column that is a partition too is in the names of folders only, as readers of Hive folders
  /// want it; but if a file would have no columns then, it has all of them.
  public static List<FileColumn> of(ViewDefinition view) {
    Set<String> folders =
        view.output().partitions().stream().map(Partition::name).collect(Collectors.toSet());
    List<FileColumn> all = new ArrayList<>();
    for (Column column : view.columns()) {
      boolean isRequired = column.isRequired() && column.onError() != OnError.NULL;
      all.add(new FileColumn(column.name(), column.type(), isRequired, all.size()));
    }
    view.rescue().ifPresent(it -> all.add(new FileColumn(it, Plain.JSON, false, all.size())));
    List<FileColumn> others = all.stream().filter(it -> !folders.contains(it.name)).toList();
    return others.isEmpty() ? List.copyOf(all) : others;
  }
}
