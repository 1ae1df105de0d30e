package io.edgemq.views.check;

import io.edgemq.views.definition.Column;
import io.edgemq.views.definition.Expression;
import io.edgemq.views.definition.FileFormat;
import io.edgemq.views.definition.Output;
import io.edgemq.views.definition.Output.Partition;
import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.ViewDefinition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads how rows are laid out in files. Comes after the columns.
final class OutputReader {
  private final Faults faults;
  private final Names names;
  private final ExpressionReader expressions;
  private final ColumnReader columnReader;
  private final Arguments arguments;
  private final Scalars scalars;

  OutputReader(Faults faults, Names names, ExpressionReader expressions) {
    this.faults = faults;
    this.names = names;
    this.expressions = expressions;
    columnReader = new ColumnReader(faults, names, expressions);
    arguments = expressions.arguments();
    scalars = new Scalars(faults);
  }

  /// @param columns those that could be read
  Optional<Output> read(Keys keys, List<Column> columns) {
    Optional<FileFormat> format =
        keys.required("format")
            .flatMap(it -> scalars.choice(it, "format", FileFormat.values(), FileFormat::label));
    List<Partition> partitions =
        keys.optional("partition_by").map(it -> partitions(it, columns)).orElse(List.of());
    List<String> sortBy = keys.optional("sort_by").map(this::columnNames).orElse(List.of());
    List<String> bloomFilter =
        keys.optional("bloom_filter").map(it -> bloomFilter(it, format, columns)).orElse(List.of());
    keys.refuseOthers();
    return format
        .filter(_ -> partitions.size() <= Output.PARTITIONS_MAX)
        .map(it -> new Output(it, partitions, sortBy, bloomFilter));
  }

  private List<Partition> partitions(Located located, List<Column> columns) {
    List<Located> members = list(located);
    if (members.size() > Output.PARTITIONS_MAX) {
      faults.add(
          located.place(),
          "has %d partitions; at most %d are allowed"
              .formatted(members.size(), Output.PARTITIONS_MAX));
    }
    List<Partition> partitions = new ArrayList<>();
    for (Located member : members) {
      Keys.of(member, faults).flatMap(it -> partition(it, columns)).ifPresent(partitions::add);
    }
    return partitions;
  }

  private Optional<Partition> partition(Keys keys, List<Column> columns) {
    Optional<Located> nameAt = keys.required("name");
    Optional<String> name = nameAt.flatMap(names::partitionName);
    Optional<Located> at = keys.required("expr");
    Optional<Expression> expression = at.flatMap(expressions::read);
    Optional<Type> type = keys.required("type").flatMap(this::partitionType);
    keys.refuseOthers();
    if (at.isEmpty() || expression.isEmpty() || type.isEmpty()) {
      return Optional.empty();
    }
    arguments.canBecome(at.get().place(), expression.get(), type.get());
    if (nameAt.isEmpty() || name.isEmpty()) {
      return Optional.empty();
    }
    var partition = new Partition(name.get(), expression.get(), type.get());
    names.refuseAnotherMeaning(nameAt.get(), partition, columns);
    return Optional.of(partition);
  }

  private Optional<Type> partitionType(Located located) {
    Optional<Type> type = columnReader.type(located);
    type.filter(it -> !it.isPartition())
        .ifPresent(it ->
            faults.add(
                located.place(),
                it.label() + " cannot name folders: its values are long, or have no one text"));
    return type.filter(Type::isPartition);
  }

  private List<String> bloomFilter(
      Located located, Optional<FileFormat> format, List<Column> columns) {
    if (format.filter(it -> it != FileFormat.PARQUET).isPresent()) {
      faults.add(located.place(), "is for parquet only");
    }
    List<String> names = columnNames(located);
    for (Located member : located.members()) {
      Optional<String> name = scalars.text(member);
      columns.stream()
          .filter(it -> name.filter(it.name()::equals).isPresent())
          .filter(it -> !it.type().hasBloomFilter())
          .forEach(it ->
              faults.add(
                  member.place(),
                  "%s is %s, which has no Bloom filter"
                      .formatted(Shown.quoted(it.name()), it.type().label())));
    }
    return names;
  }

  private List<String> columnNames(Located located) {
    List<Located> members = list(located);
    if (members.size() > ViewDefinition.COLUMNS_MAX) {
      faults.add(
          located.place(),
          "has %d columns; at most %d are allowed"
              .formatted(members.size(), ViewDefinition.COLUMNS_MAX));
      return List.of();
    }
    Set<String> known = new LinkedHashSet<>();
    for (Located member : members) {
      Optional<String> name = scalars.text(member);
      if (name.isPresent() && names.isKnownColumn(member, name.get()) && !known.add(name.get())) {
        faults.add(member.place(), Shown.quoted(name.get()) + " is there already");
      }
    }
    return List.copyOf(known);
  }

  private List<Located> list(Located located) {
    if (!located.isList()) {
      faults.add(located.place(), "is " + located.words() + ", not a list");
    }
    return located.members();
  }
}
