package io.edgemq.storage.spelling;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Suggestions for words that are unknown.
public final class Spelling {
  private Spelling() {}

  /// The known word that a slip or two made into this one: a third of its letters at most, or one.
  /// Of several the longest, since letters are left out more often than put in.
  public static Optional<String> nearest(String word, Collection<String> known) {
    record Near(String word, int distance) {}
    return known.stream()
        .filter(it -> Math.abs(it.length() - word.length()) <= slipsMax(word, it))
        .map(it -> new Near(it, EditDistance.between(word, it)))
        .filter(it -> it.distance <= slipsMax(word, it.word))
        .min(
            Comparator.comparingInt(Near::distance)
                .thenComparing(Comparator.comparingInt((Near it) -> it.word.length()).reversed()))
        .map(Near::word);
  }

  private static int slipsMax(String word, String known) {
    int letters = Math.min(word.length(), known.length());
    return letters < 2 ? 0 : Math.max(1, letters / 3);
  }
}
