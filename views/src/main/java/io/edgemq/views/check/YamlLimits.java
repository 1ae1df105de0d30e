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

  /// Characters of values, and one for each value, with all aliases put in: as many as the text may
  /// have bytes. So aliases make nothing larger than it could be without them.
  private static final int SIZE_MAX = ViewReader.YAML_BYTES_MAX;

  private static final String NO_TAGS = "has a tag (!); there are none in definitions";
  private static final int OPEN = -1;

  /// A collection that has begun.
  private record Begun(@Nullable String anchor, int sizeBefore) {}

  private final Deque<Begun> begun = new ArrayDeque<>();
  private final Map<String, Integer> sizes = new HashMap<>();
  private int size;
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
        note(it.anchor, size - it.sizeBefore);
        yield null;
      }
      case ScalarEvent scalar -> {
        int length = 1 + scalar.getValue().length();
        size += length;
        note(anchor(scalar), length);
        yield scalar.getTag().isPresent() ? NO_TAGS : tooLarge();
      }
      default -> null;
    };
  }

  private @Nullable String begin(CollectionStartEvent start) {
    String anchor = anchor(start);
    begun.push(new Begun(anchor, size));
    size++;
    note(anchor, OPEN);
    if (start.getTag().isPresent()) {
      return NO_TAGS;
    }
    return begun.size() > LEVELS_MAX
        ? "is nested more than " + LEVELS_MAX + " levels deep"
        : tooLarge();
  }

  private @Nullable String aliased(AliasEvent alias) {
    // One that has no anchor is found when nodes are made.
    int aliased = sizes.getOrDefault(alias.getAlias().getValue(), 1);
    if (aliased == OPEN) {
      return Shown.quoted("*" + alias.getAlias().getValue()) + " stands within what it stands for";
    }
    size += aliased;
    return tooLarge();
  }

  private @Nullable String tooLarge() {
    return size > SIZE_MAX
        ? "is longer than " + SIZE_MAX + " characters with all aliases (*) put in"
        : null;
  }

  private void note(@Nullable String anchor, int length) {
    if (anchor != null) {
      sizes.put(anchor, length);
    }
  }

  private static @Nullable String anchor(NodeEvent event) {
    return event.getAnchor().map(Anchor::getValue).orElse(null);
  }
}
