package io.edgemq.ops.gen;

import static java.nio.charset.StandardCharsets.US_ASCII;

/// A member of the JSON objects of a schema. Immutable; two are the same only if they are one.
final class Member {
  /// What values are.
  enum Kind {
    NUMBER,
    TEXT
  }

  /// Whether a row of the view can be without it.
  enum Need {
    REQUIRED,
    OPTIONAL
  }

  private final String name;
  private final Kind kind;
  private final Need need;
  private final byte[] json;
  private final byte[] renamedJson;

  private Member(String name, Kind kind, Need need) {
    this.name = name;
    this.kind = kind;
    this.need = need;
    json = ('"' + name + "\":").getBytes(US_ASCII);
    renamedJson = ('"' + name + "_v2\":").getBytes(US_ASCII);
  }

  /// A member whose values are numbers.
  ///
  /// @param name ASCII without anything that JSON escapes
  static Member number(String name, Need need) {
    return new Member(name, Kind.NUMBER, need);
  }

  /// A member whose values are texts, objects or anything else that a text column takes.
  ///
  /// @param name ASCII without anything that JSON escapes
  static Member text(String name, Need need) {
    return new Member(name, Kind.TEXT, need);
  }

  Kind kind() {
    return kind;
  }

  Need need() {
    return need;
  }

  /// The name as JSON, with its colon. Not copied: it is only written.
  byte[] json() {
    return json;
  }

  /// Another name as JSON, with its colon. Not copied: it is only written.
  byte[] renamedJson() {
    return renamedJson;
  }

  @Override
  public String toString() {
    return name;
  }
}
