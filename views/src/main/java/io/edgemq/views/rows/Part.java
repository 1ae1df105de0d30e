package io.edgemq.views.rows;

/// A text that is looked for in others, in time that grows with the length of the text, however
/// both repeat themselves: the algorithm of Knuth, Morris and Pratt where the part is long.
final class Part {
  /// What [String#indexOf] may compare at each place.
  private static final int SHORT_MAX = 32;

  private final String part;

  /// By how many characters, the longest end of what matched that is a beginning of the part too;
  /// empty where the part is short.
  private final int[] borders;

  Part(String part) {
    this.part = part;
    borders = part.length() <= SHORT_MAX ? new int[0] : borders(part);
  }

  private static int[] borders(String part) {
    int[] borders = new int[part.length()];
    int border = 0;
    for (int i = 1; i < part.length(); i++) {
      while (border > 0 && part.charAt(i) != part.charAt(border)) {
        border = borders[border - 1];
      }
      if (part.charAt(i) == part.charAt(border)) {
        border++;
      }
      borders[i] = border;
    }
    return borders;
  }

  int length() {
    return part.length();
  }

  boolean isEmpty() {
    return part.isEmpty();
  }

  /// Where the part is in a text, at `from` or behind it; -1 if it is not.
  int in(String text, int from) {
    if (borders.length == 0) {
      return text.indexOf(part, from);
    }
    int matched = 0;
    for (int i = from; i < text.length(); i++) {
      while (matched > 0 && text.charAt(i) != part.charAt(matched)) {
        matched = borders[matched - 1];
      }
      if (text.charAt(i) == part.charAt(matched) && ++matched == part.length()) {
        return i + 1 - matched;
      }
    }
    return -1;
  }
}
