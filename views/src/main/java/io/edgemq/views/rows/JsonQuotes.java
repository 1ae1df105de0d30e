package io.edgemq.views.rows;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/// Strings, and how JSON writes them.
final class JsonQuotes {
  private JsonQuotes() {}

  /// A string in quotes, with escapes where there must be some.
  static String quoted(String text) {
    return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /// What can be put into UTF-8.
  static String withoutLoneSurrogates(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isLone(text, i)) {
        var sound = new StringBuilder(text);
        for (int k = i; k < text.length(); k++) {
          if (isLone(text, k)) {
            sound.setCharAt(k, '\uFFFD');
          }
        }
        return sound.toString();
      }
    }
    return text;
  }

  private static boolean isLone(String text, int at) {
    char it = text.charAt(at);
    if (!Character.isSurrogate(it)) {
      return false;
    }
    return Character.isHighSurrogate(it)
        ? at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1))
        : at == 0 || !Character.isHighSurrogate(text.charAt(at - 1));
  }
}
