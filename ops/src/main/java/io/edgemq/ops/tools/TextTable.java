package io.edgemq.ops.tools;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.util.ArrayList;
import java.util.List;

/// A table of texts for a terminal of a given width. Long texts are cut; columns that do not fit
/// beside each other follow in further tables, each with the first column again.
///
/// What devices sent is shown in it, so no control character of a text gets to the terminal.
public final class TextTable {
  /// What a column takes beside its text: a blank on each side and a border.
  private static final int BORDER = 3;

  private static final int CELL_MIN = 12;
  private static final int CELL_WITHOUT_ROOM = 24;
  private static final char CUT = '…';

  private record Head(String name, HorizontalAlign align) {}

  private final List<Head> heads = new ArrayList<>();
  private final List<List<String>> rows = new ArrayList<>();

  /// Adds a column to the right. Texts stand to the left.
  ///
  /// @param name may have several lines
  public TextTable texts(String name) {
    heads.add(new Head(name, HorizontalAlign.LEFT));
    return this;
  }

  /// The same for numbers, which stand to the right.
  public TextTable numbers(String name) {
    heads.add(new Head(name, HorizontalAlign.RIGHT));
    return this;
  }

  /// Adds a row.
  ///
  /// @param cells as many as there are columns
  public TextTable row(List<String> cells) {
    rows.add(cells.stream().map(TextTable::visible).toList());
    return this;
  }

  /// The table, without blanks at the ends of lines.
  ///
  /// @param width in characters
  public List<String> lines(int width) {
    int cellMax = cellMax(width);
    List<String> lines = new ArrayList<>();
    int from = 1;
    do {
      int to = from;
      int used = width(0, cellMax);
      while (to < heads.size() && (to == from || used + width(to, cellMax) <= width)) {
        used += width(to, cellMax);
        to++;
      }
      if (!lines.isEmpty()) {
        lines.add("");
      }
      block(from, to, cellMax).lines().map(String::stripTrailing).forEach(lines::add);
      from = to;
    } while (from < heads.size());
    return lines;
  }

  /// The longest cells with which all columns stand beside each other; some fixed length if none
  /// are short enough.
  private int cellMax(int width) {
    for (int max = width; max >= CELL_MIN; max--) {
      int all = 0;
      for (int i = 0; i < heads.size(); i++) {
        all += width(i, max);
      }
      if (all <= width) {
        return max;
      }
    }
    return CELL_WITHOUT_ROOM;
  }

  private int width(int column, int cellMax) {
    int longest = heads.get(column).name.lines().mapToInt(String::length).max().orElse(0);
    for (List<String> row : rows) {
      longest = Math.max(longest, row.get(column).length());
    }
    return BORDER + Math.min(longest, cellMax);
  }

  private String block(int from, int to, int cellMax) {
    List<Integer> shown = new ArrayList<>();
    shown.add(0);
    for (int i = from; i < to; i++) {
      shown.add(i);
    }
    Column[] columns =
        shown.stream()
            .map(heads::get)
            .map(it ->
                new Column()
                    .header(cutLines(it.name, cellMax))
                    .headerAlign(it.align)
                    .dataAlign(it.align)
                    .maxWidth(cellMax + 2, OverflowBehaviour.CLIP_RIGHT))
            .toArray(Column[]::new);
    String[][] cells =
        rows.stream()
            .map(row -> shown.stream().map(it -> cut(row.get(it), cellMax)).toArray(String[]::new))
            .toArray(String[][]::new);
    return AsciiTable.builder()
        .border(AsciiTable.BASIC_ASCII_NO_DATA_SEPARATORS_NO_OUTSIDE_BORDER)
        .lineSeparator("\n")
        .data(columns, cells)
        .asString();
  }

  private static String cutLines(String text, int max) {
    return String.join("\n", text.lines().map(it -> cut(it, max)).toList());
  }

  /// At most so many characters.
  static String cut(String text, int max) {
    if (text.length() <= max) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(max - 2)) ? max - 2 : max - 1;
    return text.substring(0, end) + CUT;
  }

  /// On one line, with escapes for what is not to be seen.
  static String visible(String text) {
    var visible = new StringBuilder(text.length());
    text.codePoints()
        .forEach(it -> {
          switch (Character.getType(it)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.SURROGATE,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR ->
                visible.append(it == '\n' ? "\\n" : it == '\t' ? "\\t" : "\\u%04x".formatted(it));
            default -> visible.appendCodePoint(it);
          }
        });
    return visible.toString();
  }
}
