package io.edgemq.views.rows;

import io.edgemq.views.definition.Expression;
import io.edgemq.views.definition.Expression.Call;
import io.edgemq.views.definition.Function;
import io.edgemq.views.definition.MessageFormat;
import io.edgemq.views.definition.OnError;
import io.edgemq.views.definition.ViewDefinition;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One view, ready for rows. What goes wrong in it stays in it: see [RowReader#error].
final class CompiledView {
  private final Tally tally;
  private final boolean isByLine;
  private final @Nullable Term unnest;
  private final MessageReader items;
  private final @Nullable Object[] itemSlots;
  private final List<Term> conditions;
  private final Term where;
  private final CompiledColumn[] columns;
  private final CompiledColumn[] partitions;
  private final @Nullable Rest rest;

  /// Whether the filter excludes the message at hand by its metadata.
  private boolean isExcluded;

  /// Whether its metadata alone makes the filter true.
  private boolean isIncluded;

  /// @param tally is told what becomes of rows
  /// @param message is told what the view wants of messages
  CompiledView(ViewDefinition view, Tally tally, Projection message) {
    this.tally = tally;
    isByLine = view.format() == MessageFormat.NDJSON;
    var item = new Projection();
    var compiler = new Compiler(view, message, item);
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
    itemSlots = new Object[item.slots()];
  }

  /// What must all be true.
  private static Stream<Expression> flat(Expression where) {
    return where instanceof Call(Function function, List<Expression> arguments)
            && function == Function.AND
        ? arguments.stream().flatMap(CompiledView::flat)
        : Stream.of(where);
  }

  /// Whether a message that is not read yet has to be read. Arrays that are to be unnested are
  /// counted by their elements, so their messages are read even where the metadata excludes them.
  boolean wants(Scope scope) {
    if (tally.hasFailed() || tally.isTooLarge()) {
      return false;
    }
    try {
      scope.nextView();
      isExcluded = isExcluded(scope);
      return !isExcluded || unnest != null;
    } catch (RuntimeException | StackOverflowError e) {
      tally.fail(e);
      return false;
    }
  }

  private boolean isExcluded(Scope scope) {
    boolean areAllTrue = true;
    isIncluded = false;
    for (Term condition : conditions) {
      try {
        if (!Boolean.TRUE.equals(Logic.truth(condition.of(scope)))) {
          return true;
        }
      } catch (Unfit _) { // not known yet, or an error that will come again
        areAllTrue = false;
      }
    }
    isIncluded = areAllTrue;
    return false;
  }

  /// What [#wants] was asked for is read, unless nobody wanted it.
  ///
  /// @param notJson why it is not JSON; null if it is
  void take(Scope scope, Map<String, JsonText> members, @Nullable String notJson)
      throws IOException {
    if (tally.hasFailed() || tally.isTooLarge()) {
      return;
    }
    try {
      scope.nextView();
      if (isExcluded && (unnest == null || notJson != null)) {
        tally.filter();
      } else if (notJson == null) {
        message(scope, members);
      } else if (isByLine) {
        tally.bury(Optional.empty(), Reason.NOT_JSON, notJson);
      } else {
        tally.buryMessage(Reason.NOT_JSON, notJson);
      }
    } catch (RuntimeException | StackOverflowError e) {
      tally.fail(e);
    }
  }

  /// All of a frame is taken.
  void endFrame() throws IOException {
    if (tally.hasFailed()) {
      return;
    }
    try {
      tally.endFrame();
    } catch (RuntimeException | StackOverflowError e) {
      tally.fail(e);
    }
  }

  /// Nobody could read what [#wants] wanted.
  void fail(Throwable cause) {
    tally.fail(cause);
  }

  private void message(Scope scope, Map<String, JsonText> members) throws IOException {
    if (unnest == null) {
      row(scope, members);
      return;
    }
    try {
      Object array = unnest.of(scope);
      switch (array) {
        case null -> {}
        case JsonText text when text.isArray() -> elements(scope, members, text);
        case List<?> list -> elements(scope, members, JsonText.of(Texts.json(list)));
        default -> throw new Unfit(Reason.NOT_AN_ARRAY, Unfit.shown(array) + " is not an array");
      }
    } catch (Unfit e) {
      if (isExcluded) {
        tally.filter();
      } else if (isByLine) {
        bury(Optional.empty(), e);
      } else {
        tally.buryMessage(e.reason(), String.valueOf(e.getMessage()));
      }
    }
  }

  private void elements(Scope scope, Map<String, JsonText> members, JsonText array)
      throws IOException, Unfit {
    MessageReader.Elements elements = items.elements(array);
    while (!tally.isTooLarge() && elements.next(itemSlots)) {
      scope.item(itemSlots);
      row(scope, members);
    }
  }

  private void row(Scope scope, Map<String, JsonText> members) throws IOException {
    try {
      if (!isIncluded && !Boolean.TRUE.equals(where.of(scope))) {
        tally.filter();
        return;
      }
    } catch (Unfit e) {
      bury(Optional.empty(), e);
      return;
    }
    @Nullable Object[] values = new Object[columns.length + (rest == null ? 0 : 1)];
    @Nullable Object[] folders = new Object[partitions.length];
    if (fill(columns, values, scope) && fill(partitions, folders, scope)) {
      if (rest != null) {
        values[columns.length] = rest.of(members);
      }
      tally.row(new Row(Arrays.asList(values), Arrays.asList(folders)));
    }
  }

  /// Whether the row stays.
  private boolean fill(CompiledColumn[] from, @Nullable Object[] values, Scope scope)
      throws IOException {
    for (int i = 0; i < from.length; i++) {
      try {
        values[i] = from[i].value(scope);
      } catch (Unfit e) {
        if (from[i].onError() == OnError.DROP) {
          tally.filter();
        } else {
          bury(Optional.of(from[i].name()), e);
        }
        return false;
      }
    }
    return true;
  }

  private void bury(Optional<String> column, Unfit e) throws IOException {
    tally.bury(column, e.reason(), String.valueOf(e.getMessage()));
  }
}
