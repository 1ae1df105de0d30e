package io.edgemq.ops.gen;

/// What is wrong with a message on purpose.
enum Fault {
  /// Its time is a minute to a day ago.
  LATE,
  /// It is an earlier message once more, byte for byte.
  DUPLICATE,
  /// It is not as its schema says, see [Drift].
  DRIFT,
  /// It ends before its end.
  BAD_JSON,
  NONE
}
