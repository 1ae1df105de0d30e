package io.edgemq.views.sample;

import io.edgemq.views.check.ViewReader;
import io.edgemq.views.definition.MessageFormat;
import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.Type.Plain;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.rows.MessageParts.PartKind;
import io.edgemq.views.sample.Leaves.Leaf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Writes a definition from what was seen.
final class Draft {
  /// Samples without an exception before a column is said to be required, or a value to be unique
  /// or to have few.
  private static final int SAMPLES_ENOUGH = 100;

  private static final int FEW_VALUES = 50;
  private static final double NEARLY_UNIQUE = 0.9;

  /// One is for the topic, one for what no column reads.
  private static final int COLUMNS_MAX = ViewDefinition.COLUMNS_MAX - 2;

  /// What columns may have of the 64 KiB.
  private static final int COLUMNS_LENGTH_MAX = ViewReader.YAML_BYTES_MAX / 4 * 3;

  private static final int CANDIDATES_MAX = 5;

  /// Where samples came from.
  ///
  /// @param lost messages of several lines, where others stand on several lines themselves
  record Origin(
      String name,
      MessageFormat format,
      long samples,
      long notJson,
      long lost,
      TopicShape topics,
      long withoutTopic,
      Optional<String> filter) {}

  private final Origin origin;
  private final PathStats root;
  private final String pathKey;
  private final ColumnNames names = new ColumnNames();
  private final Map<PathStats, String> proposed = new HashMap<>();
  private final List<String> candidates = new ArrayList<>();
  private boolean isCut;

  /// @param root of rows: messages, or elements of arrays
  /// @param pathKey `json_path` or `item`
  Draft(Origin origin, PathStats root, String pathKey) {
    this.origin = origin;
    this.root = root;
    this.pathKey = pathKey;
  }

  Proposal proposal() {
    String columns = columns();
    boolean isOfElements = pathKey.equals("item");
    var yaml = new StringBuilder(heading());
    yaml.append("name: ").append(origin.name).append("\nversion: 1\n");
    yaml.append("format: ").append(origin.format.name().toLowerCase(Locale.ROOT)).append('\n');
    yaml.append("definition:\n");
    if (isOfElements) {
      yaml.append("  unnest: { json_path: \"$\" }\n");
    }
    yaml.append("  columns:\n").append(columns);
    if (!isOfElements && !root.members().isEmpty()) {
      yaml.append(isCut ? "  rescue: " : "  # rescue: ")
          .append(names.unique("rest"))
          .append("  # keeps the top-level members that no column reads\n");
    }
    filter().ifPresent(it -> yaml.append("  transform:\n    where: ").append(it).append('\n'));
    yaml.append("  output:\n    format: parquet\n    partition_by:\n      - { name: ")
        .append(names.unique("dt"))
        .append(", expr: { fn: date, args: [ { meta: timestamp_ms } ] }, type: date }\n");
    candidates.forEach(it -> yaml.append("      # ").append(it).append('\n'));
    List<Seen> seen = new ArrayList<>();
    see(root, seen);
    return new Proposal(yaml.toString(), seen);
  }

  private String heading() {
    var lines = new StringBuilder();
    lines.append(
        "# Proposed by \"edgemq view infer\" from %,d messages: look it through first.\n"
            .formatted(origin.samples));
    if (origin.notJson > 0) {
      lines.append(
          "# %,d of them (%s) are not JSON and would be dead letters.\n"
              .formatted(origin.notJson, Guess.percent(origin.notJson, origin.samples)));
    }
    if (origin.lost > 0) {
      lines.append(
          "# %,d are several values, one a line, as in format ndjson; others are not.\n"
              .formatted(origin.lost));
    }
    if (root.present() < SAMPLES_ENOUGH) {
      lines.append(
          "# Few samples: columns are \"required\" only where %d rows had a value.\n"
              .formatted(SAMPLES_ENOUGH));
    }
    return lines.toString();
  }

  private String columns() {
    var text = new StringBuilder();
    List<Leaf> leaves = Leaves.of(root, COLUMNS_MAX);
    Set<String> folded = new HashSet<>();
    Set<String> twice = new HashSet<>();
    for (Leaf leaf : leaves) {
      String path = folded(leaf);
      if (!folded.add(path)) {
        twice.add(path);
      }
    }
    int columns = 0;
    for (Leaf leaf : leaves) {
      if (columns == COLUMNS_MAX || text.length() > COLUMNS_LENGTH_MAX) {
        break;
      }
      text.append(column(leaf, twice.contains(folded(leaf))));
      columns++;
    }
    isCut = columns < leaves.size() || root.hasUnfollowed();
    if (isCut) {
      text.append(
          "    # %,d columns were left out%s\n"
              .formatted(
                  leaves.size() - columns,
                  root.hasUnfollowed() ? ", and names that are too many or too long" : ""));
    }
    if (origin.topics.distinct().count() > 1) {
      text.append("    - { name: ")
          .append(names.unique("mqtt_topic"))
          .append(", expr: { meta: topic }, type: varchar }\n");
    }
    return text.toString();
  }

  private static String folded(Leaf leaf) {
    return YamlText.path(leaf.path().names()).toLowerCase(Locale.ROOT);
  }

  private String column(Leaf leaf, boolean differsInCase) {
    PathStats path = leaf.path();
    Type type = leaf.guess().type();
    List<String> whole = path.names().isEmpty() ? List.of("value") : path.names();
    String name = names.of(whole);
    List<String> notes = new ArrayList<>(leaf.guess().notes());
    if (!name.equals(String.join("_", whole))) {
      notes.add("renamed from '" + YamlText.shown(String.join(".", whole)) + "'");
    }
    if (differsInCase) {
      notes.add("another name differs from this one in case only");
    }
    boolean isAlways = path.values() == root.present();
    boolean isRequired = isAlways && root.present() >= SAMPLES_ENOUGH;
    judgeValues(path, type, name, isAlways, notes);
    proposed.put(path, name + " " + type.label());
    var text = new StringBuilder();
    notes.forEach(it -> text.append("    # ").append(it).append('\n'));
    return text.append("    - { name: ")
        .append(name)
        .append(", expr: ")
        .append(expression(path))
        .append(", type: ")
        .append(type instanceof Plain ? type.label() : '"' + type.label() + '"')
        .append(isRequired ? ", required: true }\n" : " }\n")
        .toString();
  }

  private String expression(PathStats path) {
    return "{ " + pathKey + ": " + YamlText.quoted(YamlText.path(path.names())) + " }";
  }

  /// Whether folders could be named by the values, or never should.
  private void judgeValues(
      PathStats path, Type type, String name, boolean isAlways, List<String> notes) {
    long distinct = path.distinct().count();
    boolean isText = type == Plain.VARCHAR || type == Plain.BIGINT;
    if (path.values() < SAMPLES_ENOUGH || !type.isPartition()) {
      return;
    }
    if (isText && distinct >= NEARLY_UNIQUE * path.values()) {
      notes.add("nearly every value is another one: never partition by it");
    } else if (isAlways
        && distinct > 1
        && distinct <= FEW_VALUES
        && path.kinds().size() == 1
        && candidates.size() < CANDIDATES_MAX) {
      candidates.add(
          "%d values, so it could be a folder too: - { name: %s, expr: %s, type: %s }"
              .formatted(distinct, name, expression(path), type.label()));
    }
  }

  private Optional<String> filter() {
    if (origin.filter.isPresent()) {
      return origin.filter.map(Draft::matches);
    }
    return origin.withoutTopic > 0 ? Optional.empty() : origin.topics.filter().map(Draft::matches);
  }

  private static String matches(String filter) {
    return "{ fn: topic_matches, args: [ { meta: topic }, { lit: "
        + YamlText.quoted(filter)
        + " } ] }";
  }

  private void see(PathStats path, List<Seen> seen) {
    if (!path.names().isEmpty() || path.members().isEmpty() || path.kinds().size() > 1) {
      seen.add(
          new Seen(
              (pathKey.equals("item") ? "item " : "") + YamlText.path(path.names()),
              path.present(),
              path.count(PartKind.NULL),
              root.present(),
              path.kinds().stream().map(Guess::word).toList(),
              path.distinct().count(),
              path.distinct().isEstimate(),
              path.example(),
              proposed.getOrDefault(path, "")));
    }
    path.members().forEach(it -> see(it, seen));
  }
}
