package io.edgemq.views.check;

import io.edgemq.views.check.ExpressionReader.Items;
import io.edgemq.views.definition.Column;
import io.edgemq.views.definition.Expression;
import io.edgemq.views.definition.Kind;
import io.edgemq.views.definition.MessageFormat;
import io.edgemq.views.definition.Output;
import io.edgemq.views.definition.ViewDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a document as the definition of a view. Reading goes on behind a fault, so one run finds
/// them all.
final class DefinitionReader {
  private final Faults faults;
  private final Scalars scalars;
  private final Names names;
  private final Arguments arguments;

  DefinitionReader(Faults faults) {
    this.faults = faults;
    scalars = new Scalars(faults);
    names = new Names(faults);
    arguments = new Arguments(faults);
  }

  /// The definition; only good if there are no faults.
  Optional<ViewDefinition> read(Located root) {
    return Keys.of(root, faults).flatMap(this::read);
  }

  private Optional<ViewDefinition> read(Keys keys) {
    Optional<String> name = keys.required("name").flatMap(names::viewName);
    Optional<Integer> version =
        keys.required("version").flatMap(it -> scalars.integer(it, 1, Integer.MAX_VALUE));
    Optional<MessageFormat> format =
        keys.required("format")
            .flatMap(
                it -> scalars.choice(it, "format", MessageFormat.values(), MessageFormat::label));
    Optional<Body> body =
        keys.required("definition").flatMap(it -> Keys.of(it, faults)).flatMap(this::body);
    keys.refuseOthers();
    if (name.isEmpty() || version.isEmpty() || format.isEmpty() || body.isEmpty()) {
      return Optional.empty();
    }
    Body it = body.get();
    return faults.isEmpty()
        ? Optional.of(
            new ViewDefinition(
                name.get(),
                version.get(),
                format.get(),
                it.unnest,
                it.columns,
                it.rescue,
                it.where,
                it.output))
        : Optional.empty();
  }

  /// What is below `definition`.
  private record Body(
      Optional<Expression> unnest,
      List<Column> columns,
      Optional<String> rescue,
      Optional<Expression> where,
      Output output) {}

  private Optional<Body> body(Keys keys) {
    Optional<Expression> unnest = keys.optional("unnest").flatMap(this::unnest);
    var expressions =
        new ExpressionReader(faults, arguments, keys.has("unnest") ? Items.THERE : Items.NONE);
    List<Column> columns =
        keys.required("columns").map(it -> columns(it, expressions)).orElse(List.of());
    Optional<String> rescue = keys.optional("rescue").flatMap(names::rescueName);
    Optional<Expression> where =
        keys.optional("transform")
            .flatMap(it -> Keys.of(it, faults))
            .flatMap(it -> transform(it, expressions));
    var outputs = new OutputReader(faults, names, expressions);
    Optional<Output> output =
        keys.required("output")
            .flatMap(it -> Keys.of(it, faults))
            .flatMap(it -> outputs.read(it, columns));
    keys.refuseOthers();
    return output.map(it -> new Body(unnest, columns, rescue, where, it));
  }

  private Optional<Expression> unnest(Located located) {
    Optional<Expression> array =
        new ExpressionReader(faults, arguments, Items.NOT_YET).read(located);
    array.ifPresent(it -> {
      if (it instanceof Expression.Constant || (it.kind() != Kind.ANY && it.kind() != Kind.LIST)) {
        faults.add(located.place(), "gives " + words(it) + ", and an array is needed");
      }
    });
    return array;
  }

  private Optional<Expression> transform(Keys keys, ExpressionReader expressions) {
    Optional<Expression> where =
        keys.optional("where")
            .flatMap(it -> {
              Optional<Expression> condition = expressions.read(it);
              condition
                  .filter(c -> c.kind() != Kind.ANY && c.kind() != Kind.BOOLEAN)
                  .ifPresent(c ->
                      faults.add(it.place(), "gives " + words(c) + ", and a boolean is needed"));
              return condition;
            });
    keys.refuseOthers();
    return where;
  }

  private static String words(Expression expression) {
    return expression instanceof Expression.Constant(var literal)
        ? LiteralCast.shown(literal)
        : expression.kind().words();
  }

  private List<Column> columns(Located located, ExpressionReader expressions) {
    List<Located> members = located.members();
    if (!located.isList()) {
      faults.add(located.place(), "is " + located.words() + ", not a list");
    } else if (members.isEmpty()) {
      faults.add(located.place(), "has no columns; a view has one at least");
    } else if (members.size() > ViewDefinition.COLUMNS_MAX) {
      faults.add(
          located.place(),
          "has %d columns; at most %d are allowed"
              .formatted(members.size(), ViewDefinition.COLUMNS_MAX));
    }
    List<Column> columns = new ArrayList<>();
    var reader = new ColumnReader(faults, names, expressions);
    for (Located member : members) {
      Keys.of(member, faults).flatMap(reader::read).ifPresent(columns::add);
    }
    return columns;
  }
}
