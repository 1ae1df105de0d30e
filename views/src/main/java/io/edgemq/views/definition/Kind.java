package io.edgemq.views.definition;

import java.util.List;

/// What can be said of an expression's values before there are any. Values out of JSON may be
/// anything, so definitions are refused only for what can never work.
public enum Kind {
  /// Not known, or null.
  ANY("anything"),
  TEXT("text"),
  NUMBER("a number"),
  BOOLEAN("a boolean"),
  DATE("a date"),
  TIME("a time"),
  TIMESTAMP("a timestamp"),
  BLOB("a blob"),
  LIST("a list");

  private final String words;

  Kind(String words) {
    this.words = words;
  }

  /// With its article, for messages.
  public String words() {
    return words;
  }

  /// Whether a value of this kind can be compared with one of the other, as DuckDB does: text is
  /// read as what it is compared with, a boolean counts as 0 or 1, a date as its midnight.
  public boolean isComparableWith(Kind other) {
    return this == other || isComparable(this, other) || isComparable(other, this);
  }

  private static boolean isComparable(Kind one, Kind other) {
    return switch (one) {
      case ANY -> true;
      case TEXT -> other != LIST;
      case NUMBER -> other == BOOLEAN;
      case DATE -> other == TIMESTAMP;
      case BOOLEAN, TIME, TIMESTAMP, BLOB, LIST -> false;
    };
  }

  /// The kind that all of these are; [#ANY] if they differ.
  static Kind common(List<Kind> kinds) {
    Kind first = kinds.getFirst();
    return kinds.stream().allMatch(it -> it == first) ? first : ANY;
  }
}
