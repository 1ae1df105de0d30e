package io.edgemq.ops.tools;

import io.edgemq.views.sample.Seen;
import java.util.List;

/// What `edgemq view infer` saw, path by path.
///
/// @param width of the terminal in characters
public record SeenTable(List<Seen> seen, int width) {
  /// The table.
  public List<String> lines() {
    TextTable table =
        new TextTable()
            .texts("path")
            .numbers("present")
            .numbers("null")
            .texts("kinds")
            .numbers("distinct")
            .texts("example")
            .texts("column");
    for (Seen it : seen) {
      String distinct = it.distinct() == 0 ? "" : Quantities.count(it.distinct());
      table.row(
          List.of(
              it.path(),
              it.presentShare(),
              it.nullShare(),
              String.join(", ", it.kinds()),
              it.isEstimate() ? "about " + distinct : distinct,
              it.example(),
              it.column()));
    }
    return table.lines(width);
  }
}
