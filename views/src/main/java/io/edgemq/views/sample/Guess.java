package io.edgemq.views.sample;

import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.Type.ListOf;
import io.edgemq.views.definition.Type.Plain;
import io.edgemq.views.rows.MessageParts.PartKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The type that takes all values which were seen at a path, and what is to be said of it.
///
/// Whole numbers are `bigint` however small they are: a counter that fits 32 bits today need not do
/// so tomorrow, casts are strict, and a Parquet file packs small numbers as tightly either way.
///
/// @param isFlat whether it is an object whose members are columns instead of itself
/// @param notes for people, one line each
record Guess(Type type, boolean isFlat, List<String> notes) {
  private static final int LONG_TEXT = 1_000;

  /// The years 2000 to 2100.
  private static final long EPOCH_MS_MIN = 946_684_800_000L;

  private static final long EPOCH_MS_MAX = 4_102_444_800_000L;

  Guess {
    notes = List.copyOf(notes);
  }

  static Guess of(PathStats path) {
    List<PartKind> kinds = path.kinds();
    if (kinds.isEmpty()) {
      return plain(Plain.VARCHAR, "only null was seen");
    }
    if (kinds.size() > 1) {
      boolean isNested = kinds.contains(PartKind.OBJECT) || kinds.contains(PartKind.ARRAY);
      return plain(isNested ? Plain.JSON : Plain.VARCHAR, "changes kind: " + shares(path));
    }
    return switch (kinds.getFirst()) {
      case NULL, BOOLEAN -> plain(Plain.BOOLEAN);
      case NUMBER -> number(path);
      case TEXT -> text(path);
      case OBJECT -> object(path);
      case ARRAY -> array(path);
    };
  }

  /// Of an object that is one column only because there would be too many.
  static Guess tooWide() {
    return plain(Plain.JSON, "is one column, because there would be too many");
  }

  private static Guess plain(Type type, String... notes) {
    return new Guess(type, false, List.of(notes));
  }

  private static Guess number(PathStats path) {
    if (!path.hasFractions()) {
      if (path.areBigints()) {
        return path.areBetween(EPOCH_MS_MIN, EPOCH_MS_MAX)
            ? plain(Plain.BIGINT, "looks like milliseconds since the epoch; see epoch_ms")
            : plain(Plain.BIGINT);
      }
      return path.areWidest()
          ? plain(PathStats.WIDEST, "has numbers of more than 64 bits")
          : plain(Plain.VARCHAR, "has numbers of more than 38 digits");
    }
    if (!path.areDoubles()) {
      return plain(Plain.VARCHAR, "has numbers beyond a double");
    }
    return path.isBeyondDouble()
        ? plain(Plain.DOUBLE, "has whole numbers that a double rounds; varchar keeps them")
        : plain(Plain.DOUBLE);
  }

  private static Guess text(PathStats path) {
    if (path.areTimes()) {
      return plain(path.areDates() ? Plain.DATE : Plain.TIMESTAMP);
    }
    List<String> notes = new ArrayList<>();
    if (path.areNumberTexts()) {
      notes.add("all texts are numbers: type double would take them");
    }
    if (path.longestText() > LONG_TEXT) {
      notes.add("has texts of up to %,d characters".formatted(path.longestText()));
    }
    return new Guess(Plain.VARCHAR, false, notes);
  }

  private static Guess object(PathStats path) {
    if (path.hasUnfollowed() && !path.names().isEmpty()) {
      return plain(Plain.JSON, "has too many, too long or too deep names for a column each");
    }
    return path.members().isEmpty()
        ? plain(Plain.JSON, "only empty objects were seen")
        : new Guess(Plain.JSON, true, List.of());
  }

  private static Guess array(PathStats path) {
    PathStats elements = path.elements();
    if (elements == null || elements.kinds().isEmpty()) {
      return plain(Plain.JSON, "only empty arrays, or arrays of null, were seen");
    }
    List<PartKind> kinds = elements.kinds();
    if (kinds.equals(List.of(PartKind.OBJECT))) {
      return plain(Plain.JSON, "is an array of objects; unnest makes a row of each");
    }
    if (kinds.contains(PartKind.OBJECT) || kinds.contains(PartKind.ARRAY)) {
      return plain(Plain.JSON, "is an array with arrays or objects in it");
    }
    if (kinds.size() > 1) {
      return plain(Plain.JSON, "is an array of several kinds: " + shares(elements));
    }
    return plain(new ListOf(of(elements).type()));
  }

  /// `number in 98.0 %, text in 2.0 %`, the most frequent first.
  private static String shares(PathStats path) {
    return path.kinds().stream()
        .sorted((a, b) -> Long.compare(path.count(b), path.count(a)))
        .map(it -> word(it) + " in " + percent(path.count(it), path.values()))
        .collect(Collectors.joining(", "));
  }

  /// A kind as people know it.
  static String word(PartKind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  /// Never 0 % of something and never 100 % of less than all.
  static String percent(long part, long all) {
    if (part == 0 || part == all) {
      return part == 0 ? "0 %" : "100 %";
    }
    double percent = 100.0 * part / all;
    if (percent < 0.1) {
      return "less than 0.1 %";
    }
    return percent > 99.9 ? "more than 99.9 %" : String.format(Locale.ROOT, "%.1f %%", percent);
  }
}
