package io.edgemq.ingest.mqtt;

/// Where a session stands. It only moves down this list.
enum SessionPhase {
  /// Nothing whole has come yet.
  AWAITING_CONNECT,
  /// CONNECT was read; what comes behind it is held until it is answered.
  AUTHENTICATING,
  CONNECTED,
  /// Nothing more is taken; the session closes once everything is durable.
  DRAINING,
  CLOSED;

  boolean takesPackets() {
    return this == AWAITING_CONNECT || this == CONNECTED;
  }
}
