package io.edgemq.views.rows;

import io.edgemq.views.definition.Expression;
import io.edgemq.views.definition.Expression.Call;
import io.edgemq.views.definition.Function;
import io.edgemq.views.definition.OnError;
import io.edgemq.views.definition.ViewDefinition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One view, ready for rows, and what became of them.
final class CompiledView {
  private final int place;
  private final @Nullable Term unnest;
  private final MessageReader items;
  private final List<Term> conditions;
  private final Term where;
  private final CompiledColumn[] columns;
  private final CompiledColumn[] partitions;
  private final @Nullable Rest rest;

  private long framesIn;
  private long rowsIn;
  private long rowsOut;
  private long filtered;
  private long deadLettered;

  /// @param place of the view, for the sink
  /// @param message is told what the view wants of messages
  CompiledView(int place, ViewDefinition view, Projection message) {
    this.place = place;
    var item = new Projection();
    var compiler = new Compiler(message, item);
    unnest = view.unnest().map(compiler::compile).orElse(null);
    conditions = view.where().stream().flatMap(CompiledView::flat).map(compiler::compile).toList();
    where = Logic.and(conditions);
    columns =
        view.columns().stream()
            .map(it -> CompiledColumn.of(it, compiler))
            .toArray(CompiledColumn[]::new);
    partitions =
        view.output().partitions().stream()
            .map(it -> CompiledColumn.of(it, compiler))
            .toArray(CompiledColumn[]::new);
    rest = view.rescue().map(_ -> new Rest(view)).orElse(null);
    if (rest != null) {
      message.wantRest();
    }
    items = new MessageReader(item);
  }

  /// What must all be true.
  private static Stream<Expression> flat(Expression where) {
    return where instanceof Call(Function function, List<Expression> arguments)
            && function == Function.AND
        ? arguments.stream().flatMap(CompiledView::flat)
        : Stream.of(where);
  }

  void frame() {
    framesIn++;
  }

  /// Whether the filter already excludes a message that is not read yet.
  boolean isExcluded(Scope scope) {
    for (Term condition : conditions) {
      try {
        if (!Boolean.TRUE.equals(Logic.truth(condition.of(scope)))) {
          return true;
        }
      } catch (Unfit _) { // not known yet, or an error that will come again
      }
    }
    return false;
  }

  /// Whether what it has to count is known without reading.
  boolean isOneRowAMessage() {
    return unnest == null;
  }

  void filter() {
    rowsIn++;
    filtered++;
  }

  /// The message, or one of its lines, is not JSON.
  void notJson(String why, RowSink sink) {
    rowsIn++;
    bury(new DeadLetter(Optional.empty(), Reason.NOT_JSON, why), sink);
  }

  /// A message that is read.
  void message(Scope scope, Map<String, JsonText> members, RowSink sink) {
    if (unnest == null) {
      row(scope, members, sink);
      return;
    }
    try {
      Object array = unnest.of(scope);
      switch (array) {
        case null -> {}
        case JsonText text when text.isArray() -> {
          for (@Nullable Object[] slots : items.readElements(text)) {
            scope.item(slots);
            row(scope, members, sink);
          }
        }
        case List<?> list -> {
          for (@Nullable Object[] slots : items.readElements(JsonText.of(Texts.json(list)))) {
            scope.item(slots);
            row(scope, members, sink);
          }
        }
        default -> throw new Unfit(Reason.NOT_AN_ARRAY, Unfit.shown(array) + " is not an array");
      }
    } catch (Unfit e) {
      rowsIn++;
      bury(letter(Optional.empty(), e), sink);
    }
  }

  private void row(Scope scope, Map<String, JsonText> members, RowSink sink) {
    rowsIn++;
    try {
      if (!Boolean.TRUE.equals(where.of(scope))) {
        filtered++;
        return;
      }
    } catch (Unfit e) {
      bury(letter(Optional.empty(), e), sink);
      return;
    }
    @Nullable Object[] values = new Object[columns.length + (rest == null ? 0 : 1)];
    @Nullable Object[] folders = new Object[partitions.length];
    if (fill(columns, values, scope, sink) && fill(partitions, folders, scope, sink)) {
      if (rest != null) {
        values[columns.length] = rest.of(members);
      }
      rowsOut++;
      sink.row(place, new Row(Arrays.asList(values), Arrays.asList(folders)));
    }
  }

  /// Whether the row stays.
  private boolean fill(
      CompiledColumn[] from, @Nullable Object[] values, Scope scope, RowSink sink) {
    for (int i = 0; i < from.length; i++) {
      try {
        values[i] = from[i].value(scope);
      } catch (Unfit e) {
        if (from[i].onError() == OnError.DROP) {
          filtered++;
        } else {
          bury(letter(Optional.of(from[i].name()), e), sink);
        }
        return false;
      }
    }
    return true;
  }

  private void bury(DeadLetter letter, RowSink sink) {
    deadLettered++;
    sink.deadLetter(place, letter);
  }

  private static DeadLetter letter(Optional<String> column, Unfit e) {
    return new DeadLetter(column, e.reason(), String.valueOf(e.getMessage()));
  }

  ViewCounts counts() {
    return new ViewCounts(framesIn, rowsIn, rowsOut, filtered, deadLettered);
  }
}
