package io.edgemq.ops.gen;

/// How one message differs from its schema, as after an update of the device.
///
/// @param member which member is not as it was
record Drift(Member member, Kind kind) {
  /// What became of the member.
  enum Kind {
    /// It has another name.
    RENAMED,
    /// A number is a text with a unit; a text is in an array.
    RETYPED,
    /// It is not there.
    MISSING
  }

  /// Whether the view of the schema makes a dead letter of it: a number that is none does not fit
  /// its column, and a required column must not be null. A text column takes everything.
  boolean isBreaking() {
    return switch (kind) {
      case RETYPED -> member.kind() == Member.Kind.NUMBER;
      case RENAMED, MISSING -> member.need() == Member.Need.REQUIRED;
    };
  }
}
