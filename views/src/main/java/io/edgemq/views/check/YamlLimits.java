package io.edgemq.views.check;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/// Looks at the events of a text before there are nodes: what follows recurses over them, and an
/// alias stands for all that its anchor has.
final class YamlLimits {
  /// More than [io.edgemq.views.definition.Expression#DEPTH_MAX] expressions need, at two levels
  /// each.
  private static final int LEVELS_MAX = 100;

  /// Nodes with all aliases put in: as many as the text may have bytes.
  private static final int NODES_MAX = ViewReader.YAML_BYTES_MAX;

  private static final int OPEN = -1;

  /// A collection that has begun.
  private record Begun(@Nullable String anchor, int nodesBefore) {}

  private final Deque<Begun> begun = new ArrayDeque<>();
  private final Map<String, Integer> nodesOf = new HashMap<>();
  private int nodes;
  private int documents;

  /// The first thing in a text that is too much.
  Optional<Fault> exceeded(String text, LoadSettings settings) {
    for (Event event : new Parse(settings).parseString(text)) {
      String problem = problem(event);
      if (problem != null) {
        Place place = event.getStartMark().map(it -> Place.of(it, "")).orElse(Place.START);
        return Optional.of(new Fault(place.line(), place.column(), "", problem));
      }
    }
    return Optional.empty();
  }

  private @Nullable String problem(Event event) {
    return switch (event) {
      case DocumentStartEvent _ ->
          ++documents > 1 ? "another document begins; a file has one view" : null;
      case AliasEvent alias -> aliased(alias);
      case CollectionStartEvent start -> begin(start);
      case CollectionEndEvent _ -> {
        Begun it = begun.pop();
        note(it.anchor, nodes - it.nodesBefore);
        yield null;
      }
      case ScalarEvent scalar -> {
        nodes++;
        note(anchor(scalar), 1);
        yield scalar.getTag().isPresent() ? NO_TAGS : tooMany();
      }
      default -> null;
    };
  }

  private static final String NO_TAGS = "has a tag (!); there are none in definitions";

  private @Nullable String begin(CollectionStartEvent start) {
    String anchor = anchor(start);
    begun.push(new Begun(anchor, nodes));
    nodes++;
    note(anchor, OPEN);
    if (start.getTag().isPresent()) {
      return NO_TAGS;
    }
    return begun.size() > LEVELS_MAX
        ? "is nested more than " + LEVELS_MAX + " levels deep"
        : tooMany();
  }

  private @Nullable String aliased(AliasEvent alias) {
    // One that has no anchor is found when nodes are made.
    int aliased = nodesOf.getOrDefault(alias.getAlias().getValue(), 1);
    if (aliased == OPEN) {
      return Shown.quoted("*" + alias.getAlias().getValue()) + " stands within what it stands for";
    }
    nodes += aliased;
    return tooMany();
  }

  private @Nullable String tooMany() {
    return nodes > NODES_MAX
        ? "has more than " + NODES_MAX + " values with all aliases (*) put in"
        : null;
  }

  private void note(@Nullable String anchor, int size) {
    if (anchor != null) {
      nodesOf.put(anchor, size);
    }
  }

  private static @Nullable String anchor(NodeEvent event) {
    return event.getAnchor().map(Anchor::getValue).orElse(null);
  }
}
