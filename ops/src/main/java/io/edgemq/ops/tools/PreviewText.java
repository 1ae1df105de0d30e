package io.edgemq.ops.tools;

import io.edgemq.views.definition.Column;
import io.edgemq.views.definition.Kind;
import io.edgemq.views.definition.Output.Partition;
import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.rows.DeadLetter;
import io.edgemq.views.rows.Row;
import io.edgemq.views.rows.Texts;
import io.edgemq.views.rows.ViewCounts;
import io.edgemq.views.sample.Preview;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What `edgemq view preview` tells people.
///
/// @param width of the terminal in characters
public record PreviewText(Preview preview, int width) {
  /// Of a value that is null. A text that reads like it stands in quotes, and so does an empty one.
  private static final String NULL = "NULL";

  private static final int VALUE_MAX = 1_000;
  private static final int NULLS_SHOWN_MAX = 20;

  /// The first rows, the first dead letters, and what became of all frames.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!preview.rows().isEmpty()) {
      lines.addAll(rows().lines(width));
      lines.add(more(preview.rows().size(), preview.counts().rowsOut(), "row"));
      lines.add("");
    }
    if (!preview.deadLetters().isEmpty()) {
      lines.addAll(deadLetters().lines(width));
      lines.add(more(preview.deadLetters().size(), preview.counts().deadLettered(), "dead letter"));
      lines.add("");
    }
    lines.addAll(summary().lines());
    return lines;
  }

  private static String more(int shown, long all, String one) {
    return shown == all
        ? Quantities.count(all, one)
        : "the first %s of %s".formatted(Quantities.count(shown), Quantities.count(all, one));
  }

  private TextTable rows() {
    ViewDefinition view = preview.view();
    var table = new TextTable().numbers("row");
    for (Column column : view.columns()) {
      head(table, column.name() + "\n" + column.type().label(), column.type());
    }
    view.rescue().ifPresent(it -> table.texts(it + "\njson"));
    for (Partition partition : view.output().partitions()) {
      String type = partition.type().label() + " (partition)";
      head(table, partition.name() + "\n" + type, partition.type());
    }
    int number = 0;
    for (Row row : preview.rows()) {
      number++;
      List<String> cells = new ArrayList<>();
      cells.add(Integer.toString(number));
      row.values().forEach(it -> cells.add(cell(it)));
      row.partitions().forEach(it -> cells.add(cell(it)));
      table.row(cells);
    }
    return table;
  }

  private static void head(TextTable table, String name, Type type) {
    if (type.kind() == Kind.NUMBER) {
      table.numbers(name);
    } else {
      table.texts(name);
    }
  }

  private static String cell(@Nullable Object value) {
    if (value == null) {
      return NULL;
    }
    String text = Texts.of(value);
    boolean isAmbiguous = value instanceof String && (text.isEmpty() || text.equals(NULL));
    return isAmbiguous ? "'" + text + "'" : TextTable.cut(text, VALUE_MAX);
  }

  private TextTable deadLetters() {
    boolean areOfSeveral =
        preview.deadLetters().stream().map(Preview.Buried::file).distinct().count() > 1;
    boolean areLines = preview.deadLetters().getFirst().isLine();
    boolean haveItems =
        preview.deadLetters().stream().anyMatch(it -> it.letter().item().isPresent());
    var table = new TextTable().numbers(areLines ? "line" : "offset");
    if (areOfSeveral) {
      table.texts("file");
    }
    if (haveItems) {
      table.numbers("item");
    }
    table.texts("column").texts("reason").texts("detail").texts("payload");
    for (Preview.Buried it : preview.deadLetters()) {
      DeadLetter letter = it.letter();
      List<String> cells = new ArrayList<>();
      cells.add(Long.toString(it.place()));
      if (areOfSeveral) {
        cells.add(it.file());
      }
      if (haveItems) {
        cells.add(letter.item().isPresent() ? Integer.toString(letter.item().getAsInt()) : "");
      }
      cells.add(letter.column().orElse(""));
      cells.add(letter.reason().label());
      cells.add(letter.detail());
      cells.add(it.payload());
      table.row(cells);
    }
    return table;
  }

  private AlignedTable summary() {
    ViewCounts counts = preview.counts();
    AlignedTable table =
        new AlignedTable()
            .row("frames", Quantities.count(counts.framesIn()))
            .row("rows in", Quantities.count(counts.rowsIn()))
            .row("rows", Quantities.count(counts.rowsOut()))
            .row("filtered", Quantities.count(counts.filtered()))
            .row("dead letters", Quantities.count(counts.deadLettered()));
    if (!preview.view().output().partitions().isEmpty()) {
      String about = preview.areFoldersEstimated() ? "about" : "";
      table.row("partitions", Quantities.count(preview.folders()), about);
    }
    List<String> names = names(preview.view());
    int shown = 0;
    for (int i = 0; i < names.size() && shown < NULLS_SHOWN_MAX; i++) {
      if (preview.nulls(i) > 0) {
        shown++;
        String share =
            String.format(Locale.ROOT, "(%.1f %%)", 100.0 * preview.nulls(i) / counts.rowsOut());
        table.row("null in " + names.get(i), Quantities.count(preview.nulls(i)), share);
      }
    }
    return table;
  }

  /// Of the columns, that for the rest too.
  static List<String> names(ViewDefinition view) {
    List<String> names = new ArrayList<>();
    view.columns().forEach(it -> names.add(it.name()));
    view.rescue().ifPresent(names::add);
    return names;
  }
}
