package io.edgemq.ops.tools;

import java.util.ArrayList;
import java.util.List;

/// Rows of a name, a value and a note, in columns: names to the left, values to the right.
public final class AlignedTable {
  private static final String INDENT = "  ";
  private static final String GAP = "  ";

  private final List<Row> rows = new ArrayList<>();

  private record Row(String name, String value, String note) {}

  /// Adds a row without a note.
  public AlignedTable row(String name, String value) {
    return row(name, value, "");
  }

  /// Adds a row.
  public AlignedTable row(String name, String value, String note) {
    rows.add(new Row(name, value, note));
    return this;
  }

  /// The rows as lines, without trailing blanks.
  public List<String> lines() {
    int names = rows.stream().mapToInt(it -> it.name.length()).max().orElse(0);
    int values = rows.stream().mapToInt(it -> it.value.length()).max().orElse(0);
    return rows.stream()
        .map(it ->
            INDENT
                + it.name
                + " ".repeat(names - it.name.length())
                + GAP
                + " ".repeat(values - it.value.length())
                + it.value
                + GAP
                + it.note)
        .map(String::stripTrailing)
        .toList();
  }
}
