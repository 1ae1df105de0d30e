package io.edgemq.ops.load;

/// What a generated client does when its connection breaks.
public enum AfterReset {
  /// It is over: what it had acknowledged counts, the rest stays unacknowledged.
  END,
  /// It connects again with growing pauses and publishes everything unacknowledged again, until the
  /// run ends.
  RECONNECT
}
