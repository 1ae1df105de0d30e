package io.edgemq.views.check;

import io.edgemq.views.definition.Expression;
import io.edgemq.views.definition.Expression.Call;
import io.edgemq.views.definition.Expression.Constant;
import io.edgemq.views.definition.Expression.InItem;
import io.edgemq.views.definition.Expression.InMessage;
import io.edgemq.views.definition.Expression.Meta;
import io.edgemq.views.definition.Expression.TryCast;
import io.edgemq.views.definition.Function;
import io.edgemq.views.definition.JsonPath;
import io.edgemq.views.definition.Literal;
import io.edgemq.views.definition.MetaField;
import io.edgemq.views.definition.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/// Reads expressions. Each is empty after a fault; what is around it is still read.
final class ExpressionReader {
  /// Whether there is an element that `item` can read.
  enum Items {
    THERE,
    /// The view has no `unnest`.
    NONE,
    /// This is the expression of `unnest`.
    NOT_YET
  }

  private static final List<String> HEADS = List.of("json_path", "item", "meta", "lit", "fn");
  private static final String ALLOWED =
      "{ json_path: … }, { item: … }, { meta: … }, { lit: … } or { fn: …, args: [ … ] }";

  private final Faults faults;
  private final Scalars scalars;
  private final Arguments arguments;
  private final Items items;

  ExpressionReader(Faults faults, Arguments arguments, Items items) {
    this.faults = faults;
    this.arguments = arguments;
    this.items = items;
    scalars = new Scalars(faults);
  }

  /// What judges arguments, and casts.
  Arguments arguments() {
    return arguments;
  }

  Optional<Expression> read(Located located) {
    return read(located, 1);
  }

  /// The type that stands at a place.
  static Optional<Type> type(Located located, String text, Faults faults) {
    try {
      return Optional.of(TypeText.parse(text));
    } catch (TypeText.NoType e) {
      faults.add(located.place(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Expression> read(Located located, int depth) {
    if (depth > Expression.DEPTH_MAX) {
      faults.add(
          located.place(), "is nested more than " + Expression.DEPTH_MAX + " expressions deep");
      return Optional.empty();
    }
    if (!(located.node() instanceof MappingNode)) {
      faults.add(located.place(), noExpression(located));
      return Optional.empty();
    }
    return Keys.of(located, faults).flatMap(it -> read(located, it, depth));
  }

  private Optional<Expression> read(Located located, Keys keys, int depth) {
    HEADS.forEach(keys::optional);
    keys.optional("args");
    boolean hasOthers = keys.refuseOthers();
    List<String> heads = HEADS.stream().filter(keys::has).toList();
    if (heads.size() != 1) {
      if (!heads.isEmpty()) {
        faults.add(
            located.place(), "has " + String.join(" and ", heads) + "; allowed: one of them");
      } else if (!hasOthers) {
        faults.add(located.place(), "is not an expression; allowed: " + ALLOWED);
      }
      return Optional.empty();
    }
    String head = heads.getFirst();
    if (keys.has("args") && !head.equals("fn")) {
      faults.add(keys.placeOf("args"), "has no meaning without fn");
    }
    Located value = keys.required(head).orElseThrow();
    return switch (head) {
      case "json_path" -> path(value).map(InMessage::new);
      case "item" -> item(keys.placeOf(head), value);
      case "meta" ->
          scalars.choice(value, "meta field", MetaField.values(), MetaField::label).map(Meta::new);
      case "lit" -> scalars.literal(value).map(Constant::new);
      default -> call(value, keys, depth);
    };
  }

  private static String noExpression(Located located) {
    boolean isValue = located.node() instanceof ScalarNode scalar && !scalar.getValue().isBlank();
    return "is "
        + located.words()
        + ", not an expression; allowed: "
        + ALLOWED
        + (isValue ? "; a value is { lit: … }" : "");
  }

  private Optional<JsonPath> path(Located located) {
    return scalars.text(located).flatMap(it -> this.arguments.path(located.place(), it));
  }

  private Optional<Expression> item(Place place, Located value) {
    Optional<JsonPath> path = path(value);
    switch (items) {
      case THERE -> {}
      case NONE -> faults.add(place, "reads an element, and there is no definition.unnest");
      case NOT_YET -> faults.add(place, "reads an element, and unnest is what gives them");
    }
    return items == Items.THERE ? path.map(InItem::new) : Optional.empty();
  }

  private Optional<Expression> call(Located value, Keys keys, int depth) {
    Optional<Function> function =
        scalars.choice(value, "function", Function.values(), Function::label);
    Optional<Located> args = keys.required("args");
    if (args.isPresent() && !args.get().isList()) {
      faults.add(args.get().place(), "is " + args.get().words() + ", not a list");
      return Optional.empty();
    }
    List<Located> places = args.map(Located::members).orElse(List.of());
    List<Optional<Expression>> arguments = places.stream().map(it -> read(it, depth + 1)).toList();
    if (function.isEmpty() || args.isEmpty()) {
      return Optional.empty();
    }
    return call(function.get(), args.get(), places, arguments);
  }

  private Optional<Expression> call(
      Function function, Located args, List<Located> places, List<Optional<Expression>> arguments) {
    if (!function.takes(arguments.size())) {
      faults.add(args.place(), wrongNumber(function, arguments.size()));
      return Optional.empty();
    }
    this.arguments.check(function, places, arguments);
    if (arguments.stream().anyMatch(Optional::isEmpty)) {
      return Optional.empty();
    }
    List<Expression> all = new ArrayList<>();
    arguments.forEach(it -> it.ifPresent(all::add));
    return function == Function.TRY_CAST
        ? tryCast(places.get(1), all.get(0), all.get(1))
        : Optional.of(new Call(function, all));
  }

  private Optional<Expression> tryCast(Located place, Expression operand, Expression type) {
    if (!(type instanceof Constant(Literal.Text(String text)))) {
      return Optional.empty();
    }
    return type(place, text, faults)
        .filter(it -> this.arguments.canBecome(place.place(), operand, it))
        .map(it -> new TryCast(operand, it));
  }

  private static String wrongNumber(Function function, int number) {
    int min = function.argumentsMin();
    int max = function.argumentsMax();
    String wanted;
    if (min == max) {
      wanted = Shown.count(min, "argument");
    } else if (max == Integer.MAX_VALUE) {
      wanted = Shown.count(min, "argument") + " or more";
    } else {
      wanted = min + " to " + Shown.count(max, "argument");
    }
    return function.label() + " takes " + wanted + ", not " + number;
  }
}
