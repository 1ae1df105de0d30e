package io.edgemq.views.rows;

import java.util.ArrayList;
import java.util.List;

/// A pattern of `like`: `%` is any text, `_` one character; nothing escapes them. What stands
/// between two `%` is looked for once, from where the one before it ended, without a way back.
/// Pieces with `_` are compared place by place, in at most [#STEPS_MAX] steps.
final class LikePattern {
  /// Characters of pieces with `_` that are compared with those of one text: a hostile pattern
  /// would want as many as the text and the pattern have together, multiplied.
  static final int STEPS_MAX = 1 << 24;

  private static final char ANY = '%';
  private static final char ONE = '_';

  /// Between the `%`; the first is where a text begins and the last where it ends.
  private final List<Piece> pieces = new ArrayList<>();

  LikePattern(String pattern) {
    int from = 0;
    for (int at = pattern.indexOf(ANY); at >= 0; at = pattern.indexOf(ANY, from)) {
      add(pattern.substring(from, at));
      from = at + 1;
    }
    pieces.add(new Piece(pattern.substring(from)));
  }

  /// Of pieces without anything in them only the first means something, and the last.
  private void add(String piece) {
    if (pieces.isEmpty() || !piece.isEmpty()) {
      pieces.add(new Piece(piece));
    }
  }

  /// Whether the whole text fits.
  boolean matches(String text) throws Unfit {
    var steps = new Steps();
    Piece first = pieces.getFirst();
    int at = first.end(text, 0, steps);
    if (at < 0 || pieces.size() == 1) {
      return at == text.length();
    }
    for (int i = 1; i < pieces.size() - 1; i++) {
      at = pieces.get(i).endOfNext(text, at, steps);
      if (at < 0) {
        return false;
      }
    }
    return pieces.getLast().isEndOf(text, at, steps);
  }

  /// Counts, and ends what takes too many.
  private static final class Steps {
    private int left = STEPS_MAX;

    void take() throws Unfit {
      if (--left < 0) {
        throw Unfit.range("a pattern that takes more than " + STEPS_MAX + " comparisons");
      }
    }
  }

  private static final class Piece {
    private final String piece;
    private final Part part;
    private final boolean hasOne;
    private final int characters;

    Piece(String piece) {
      this.piece = piece;
      part = new Part(piece);
      hasOne = piece.indexOf(ONE) >= 0;
      characters = piece.codePointCount(0, piece.length());
    }

    /// The end of this piece, if it is in the text at `at`; else -1.
    int end(String text, int at, Steps steps) throws Unfit {
      if (!hasOne) {
        return text.startsWith(piece, at) ? at + piece.length() : -1;
      }
      int end = at;
      for (int i = 0; i < piece.length(); i++) {
        steps.take();
        if (end == text.length()) {
          return -1;
        } else if (piece.charAt(i) == ONE) {
          end = text.offsetByCodePoints(end, 1);
        } else if (piece.charAt(i) == text.charAt(end)) {
          end++;
        } else {
          return -1;
        }
      }
      return end;
    }

    /// The end of the first place at `from` or behind it where this piece is; -1 if there is none.
    int endOfNext(String text, int from, Steps steps) throws Unfit {
      if (!hasOne) {
        int at = part.in(text, from);
        return at < 0 ? -1 : at + piece.length();
      }
      for (int at = from; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
        int end = end(text, at, steps);
        if (end >= 0) {
          return end;
        }
      }
      return -1;
    }

    /// Whether a text ends with this piece, which begins at `from` or behind it.
    boolean isEndOf(String text, int from, Steps steps) throws Unfit {
      if (!hasOne) {
        return text.length() - piece.length() >= from && text.endsWith(piece);
      }
      if (text.codePointCount(from, text.length()) < characters) {
        return false;
      }
      return end(text, text.offsetByCodePoints(text.length(), -characters), steps) >= 0;
    }
  }
}
