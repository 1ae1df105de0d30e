package io.edgemq.views.rows;

import io.edgemq.views.definition.Column;
import io.edgemq.views.definition.Expression;
import io.edgemq.views.definition.Expression.Call;
import io.edgemq.views.definition.Expression.Constant;
import io.edgemq.views.definition.Expression.InItem;
import io.edgemq.views.definition.Expression.InMessage;
import io.edgemq.views.definition.Expression.Meta;
import io.edgemq.views.definition.Expression.TryCast;
import io.edgemq.views.definition.JsonPath;
import io.edgemq.views.definition.JsonPath.Member;
import io.edgemq.views.definition.ViewDefinition;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The members of a message that no column of a view reads, nor the `unnest` that feeds its
/// columns: what the `rescue` column holds. Null where there are none.
final class Rest {
  private final Set<String> read = new HashSet<>();
  private boolean isAllRead;

  Rest(ViewDefinition view) {
    view.columns().stream().map(Column::expression).forEach(this::note);
    view.unnest().ifPresent(this::note);
  }

  private void note(Expression expression) {
    switch (expression) {
      case InMessage(JsonPath path) -> {
        if (path.steps().isEmpty()) {
          isAllRead = true;
        } else if (path.steps().getFirst() instanceof Member(String name)) {
          read.add(name);
        }
      }
      case Call call -> call.arguments().forEach(this::note);
      case TryCast(Expression operand, _) -> note(operand);
      case InItem _, Meta _, Constant _ -> {}
    }
  }

  /// Of the members of a message, in their order.
  @Nullable String of(Map<String, JsonText> members) {
    if (isAllRead) {
      return null;
    }
    StringBuilder text = null;
    for (Map.Entry<String, JsonText> member : members.entrySet()) {
      if (!read.contains(member.getKey())) {
        text = text == null ? new StringBuilder("{") : text.append(',');
        text.append(JsonQuotes.quoted(JsonQuotes.withoutLoneSurrogates(member.getKey())))
            .append(':')
            .append(member.getValue());
      }
    }
    return text == null ? null : text.append('}').toString();
  }
}
