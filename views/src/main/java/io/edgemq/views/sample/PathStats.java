package io.edgemq.views.sample;

import io.edgemq.views.definition.Type;
import io.edgemq.views.definition.Type.Decimal;
import io.edgemq.views.definition.Type.Plain;
import io.edgemq.views.rows.MessageParts;
import io.edgemq.views.rows.MessageParts.Part;
import io.edgemq.views.rows.MessageParts.PartKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was seen at one path of the samples, and below it. Bounded: see [#MEMBERS_MAX],
/// [#NAME_LENGTH_MAX], [#LEVELS_MAX] and [Room].
final class PathStats {
  /// Objects within each other whose members become columns; what is deeper stays JSON.
  static final int LEVELS_MAX = 6;

  /// An object below the message with more names than this is a map rather than a structure.
  static final int MEMBERS_MAX = 100;

  /// Longer names of members are not followed.
  static final int NAME_LENGTH_MAX = 200;

  /// All the digits that a number of 128 bits can have.
  static final Type WIDEST = new Decimal(Decimal.PRECISION_MAX, 0);

  private static final int EXAMPLE_LENGTH = 40;
  private static final long DOUBLE_EXACT_MAX = 1L << 53;

  /// How many more paths there may be in all.
  static final class Room {
    private int paths;

    Room(int paths) {
      this.paths = paths;
    }

    private boolean take() {
      return paths > 0 && paths-- > 0;
    }
  }

  private final MessageParts parts;
  private final Room room;
  private final List<String> names;
  private final int arrays;
  private final Map<PartKind, Long> kinds = new EnumMap<>(PartKind.class);
  private final Map<String, PathStats> members = new LinkedHashMap<>();
  private final Distinct distinct = new Distinct();
  private @Nullable PathStats elements;
  private long present;
  private boolean hasUnfollowed;
  private String example = "";

  private boolean hasFractions;
  private boolean isBeyondDouble;
  private boolean areBigints = true;
  private boolean areWidest = true;
  private boolean areDoubles = true;
  private long smallest = Long.MAX_VALUE;
  private long largest = Long.MIN_VALUE;

  private boolean areTimes = true;
  private boolean areDates = true;
  private boolean areNumberTexts = true;
  private int longestText;

  /// @param names from the message, or the element, on; empty for the whole
  /// @param arrays how many arrays within each other to look into
  private PathStats(MessageParts parts, Room room, List<String> names, int arrays) {
    this.parts = parts;
    this.room = room;
    this.names = names;
    this.arrays = arrays;
  }

  /// Of whole messages. An array that is the whole may be one of rows, which may have arrays.
  static PathStats ofMessages(MessageParts parts, Room room) {
    return new PathStats(parts, room, List.of(), 2);
  }

  void add(Part part) {
    present++;
    PartKind kind = part.kind();
    kinds.merge(kind, 1L, Long::sum);
    switch (kind) {
      case NULL -> {}
      case BOOLEAN -> scalar(part.text());
      case NUMBER -> {
        scalar(part.text());
        number(part);
      }
      case TEXT -> {
        scalar(part.text());
        text(part);
      }
      case OBJECT -> object(part);
      case ARRAY -> array(part);
    }
  }

  private void scalar(String text) {
    distinct.add(text);
    if (example.isEmpty()) {
      example = text.length() > EXAMPLE_LENGTH ? text.substring(0, EXAMPLE_LENGTH) + "…" : text;
    }
  }

  private void number(Part part) {
    String text = part.text();
    boolean isWhole = text.chars().noneMatch(it -> it == '.' || it == 'e' || it == 'E');
    hasFractions |= !isWhole;
    areDoubles = areDoubles && parts.fits(part, Plain.DOUBLE);
    if (!isWhole) {
      return;
    }
    areBigints = areBigints && parts.fits(part, Plain.BIGINT);
    areWidest = areWidest && parts.fits(part, WIDEST);
    if (!areBigints) {
      isBeyondDouble = true;
      return;
    }
    long value = Long.parseLong(text);
    smallest = Math.min(smallest, value);
    largest = Math.max(largest, value);
    isBeyondDouble |= value > DOUBLE_EXACT_MAX || value < -DOUBLE_EXACT_MAX;
  }

  private void text(Part part) {
    String text = part.text();
    longestText = Math.max(longestText, text.length());
    areNumberTexts = areNumberTexts && parts.fits(part, Plain.DOUBLE);
    areTimes = areTimes && beginsLikeDate(text) && parts.fits(part, Plain.TIMESTAMP);
    areDates = areDates && areTimes && text.length() == "2026-01-31".length();
  }

  /// Casts take years of more digits too, which are no dates that anybody means.
  private static boolean beginsLikeDate(String text) {
    return text.length() >= 10
        && text.charAt(4) == '-'
        && text.chars().limit(4).allMatch(it -> it >= '0' && it <= '9');
  }

  private void object(Part part) {
    if (names.size() >= LEVELS_MAX) {
      hasUnfollowed = true;
      return;
    }
    parts.members(part).forEach(this::member);
  }

  private void member(String name, Part part) {
    PathStats member = members.get(name);
    if (member == null) {
      boolean isRoot = names.isEmpty();
      if (name.length() > NAME_LENGTH_MAX
          || (!isRoot && members.size() >= MEMBERS_MAX)
          || !room.take()) {
        hasUnfollowed = true;
        return;
      }
      List<String> path = new ArrayList<>(names);
      path.add(name);
      member = new PathStats(parts, room, List.copyOf(path), 1);
      members.put(name, member);
    }
    member.add(part);
  }

  /// Objects in an array have members only where the array is the whole message.
  private void array(Part part) {
    if (arrays == 0) {
      return;
    }
    if (elements == null) {
      elements = new PathStats(parts, names.isEmpty() ? room : new Room(0), List.of(), arrays - 1);
    }
    for (Part element : parts.elements(part)) {
      elements.add(element);
    }
  }

  List<String> names() {
    return names;
  }

  /// The last of the names; empty for the whole.
  String name() {
    return names.isEmpty() ? "" : names.getLast();
  }

  Collection<PathStats> members() {
    return members.values();
  }

  /// Of all arrays; null if there was none.
  @Nullable PathStats elements() {
    return elements;
  }

  /// Values of all kinds, null too.
  long present() {
    return present;
  }

  long count(PartKind kind) {
    return kinds.getOrDefault(kind, 0L);
  }

  /// All that were not null.
  long values() {
    return present - count(PartKind.NULL);
  }

  /// The kinds that there were, but null.
  List<PartKind> kinds() {
    return kinds.keySet().stream().filter(it -> it != PartKind.NULL).toList();
  }

  /// Whether there are members that were not followed.
  boolean hasUnfollowed() {
    return hasUnfollowed;
  }

  /// Of booleans, numbers and texts.
  Distinct distinct() {
    return distinct;
  }

  /// The first of these, cut; empty if there was none.
  String example() {
    return example;
  }

  boolean hasFractions() {
    return hasFractions;
  }

  /// Whether a whole number is larger than those that a double has without gaps.
  boolean isBeyondDouble() {
    return isBeyondDouble;
  }

  /// Whether all whole numbers fit `bigint`.
  boolean areBigints() {
    return areBigints;
  }

  /// Whether all whole numbers fit [#WIDEST].
  boolean areWidest() {
    return areWidest;
  }

  /// Whether all numbers fit `double`.
  boolean areDoubles() {
    return areDoubles;
  }

  /// Whether all numbers are whole and within these bounds.
  boolean areBetween(long min, long max) {
    return count(PartKind.NUMBER) > 0
        && !hasFractions
        && areBigints
        && smallest >= min
        && largest <= max;
  }

  /// Whether all texts are dates or timestamps.
  boolean areTimes() {
    return areTimes;
  }

  /// Whether all texts are dates without a time.
  boolean areDates() {
    return areDates;
  }

  /// Whether all texts are numbers.
  boolean areNumberTexts() {
    return areNumberTexts;
  }

  int longestText() {
    return longestText;
  }
}
