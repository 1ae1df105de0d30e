package io.edgemq.ingest.mqtt;

/// The protocol a client speaks, as its CONNECT says (MQTT 3.1.1, section 3.1.2.2). A version that
/// is not here is answered with [ConnectRefusal#UNACCEPTABLE_PROTOCOL_VERSION].
public enum ProtocolVersion {
  V3_1_1(4);

  private final int level;

  ProtocolVersion(int level) {
    this.level = level;
  }

  /// The protocol level byte that stands for this version.
  public int level() {
    return level;
  }
}
