package io.edgemq.ops.gen;

import java.util.List;

/// What devices of one kind send. Every message is a JSON object that begins with `v`, the version
/// of the schema, and has `ts`, the time of what it tells, in milliseconds since the epoch.
///
/// Implementations keep nothing: a message follows from its device, number and time.
interface Schema {
  /// As people name it; the name of its view too.
  String name();

  /// The version of the schema, from 1.
  int version();

  /// What the ids of its devices begin with.
  String devicePrefix();

  /// The members that may drift.
  List<Member> drifting();

  /// Whether the view of the schema leaves a message out that is not faulty.
  default boolean isFiltered(Draws draws, long number) {
    return false;
  }

  /// Writes the members of a message.
  void write(Moment moment, MessageWriter out);

  /// What a message tells of.
  ///
  /// @param device from 0
  /// @param number the message of the device, from 0
  /// @param measuredMs when it was so, milliseconds since the epoch
  /// @param toldMs what the message says of that: something else if it is late
  record Moment(int device, Draws draws, long number, long measuredMs, long toldMs) {}
}
