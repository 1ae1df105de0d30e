package io.edgemq.views.sample;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An MQTT topic filter that all topics match which were added: levels that differ become `+`,
/// numbers of levels that differ a `#` behind what is common in front.
final class TopicShape {
  /// Longer filters are not proposed.
  private static final int LENGTH_MAX = 1_000;

  private static final String ANY_LEVEL = "+";
  private static final String ANY_FURTHER = "#";

  private final Distinct distinct = new Distinct();
  private String @Nullable [] levels;
  private boolean isOpen;
  private boolean isDollarSeen;
  private boolean isImpossible;

  void add(String topic) {
    distinct.add(topic);
    isDollarSeen |= topic.startsWith("$");
    isImpossible |=
        topic.isEmpty()
            || topic.length() > LENGTH_MAX
            || topic.chars().anyMatch(it -> it == '+' || it == '#' || it == '\0');
    if (!isImpossible) {
      String[] its = topic.split("/", -1);
      levels = levels == null ? its : merged(levels, its);
    }
  }

  /// How many topics.
  Distinct distinct() {
    return distinct;
  }

  /// The filter; empty if there is none, or only one that all topics match.
  Optional<String> filter() {
    if (isImpossible || levels == null || (isOpen && isWild(levels))) {
      return Optional.empty();
    }
    // A wildcard in front does not match topics that begin with $ (MQTT 4.7.2).
    if (isDollarSeen && levels[0].equals(ANY_LEVEL)) {
      return Optional.empty();
    }
    return Optional.of(String.join("/", levels) + (isOpen ? "/" + ANY_FURTHER : ""));
  }

  private static boolean isWild(String[] levels) {
    return Arrays.stream(levels).allMatch(ANY_LEVEL::equals);
  }

  private String[] merged(String[] levels, String[] others) {
    if (levels.length == others.length && !isOpen) {
      String[] all = levels.clone();
      for (int i = 0; i < all.length; i++) {
        if (!all[i].equals(others[i])) {
          all[i] = ANY_LEVEL;
        }
      }
      return all;
    }
    isOpen = true;
    int common = 0;
    while (common < Math.min(levels.length, others.length)
        && (levels[common].equals(others[common]) || levels[common].equals(ANY_LEVEL))) {
      common++;
    }
    return Arrays.copyOf(levels, common);
  }
}
