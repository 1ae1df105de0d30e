package io.edgemq.views.check;

import io.edgemq.storage.spelling.Spelling;
import java.util.Collection;
import java.util.Locale;

/// Messages about words that are unknown.
final class Words {
  private static final int LISTED_MAX = 20;

  private Words() {}

  /// Says what was probably meant, or what there is if that is not much.
  static String unknown(String what, String word, Collection<String> known) {
    String start = "unknown " + what + " " + Shown.quoted(word);
    String plain = word.strip().toLowerCase(Locale.ROOT);
    return Spelling.nearest(plain, known)
        .map(it -> start + ", did you mean '" + it + "'?")
        .orElseGet(() ->
            known.size() > LISTED_MAX ? start : start + "; there are: " + String.join(", ", known));
  }
}
