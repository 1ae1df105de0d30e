package io.edgemq.ingest.mqtt;

/// The protocol a client speaks, as its CONNECT says (section 3.1.2.2 of both standards). A version
/// that is not here is answered with [ConnectRefusal#UNACCEPTABLE_PROTOCOL_VERSION].
public enum ProtocolVersion {
  V3_1_1(4),
  V5_0(5);

  private final int level;

  ProtocolVersion(int level) {
    this.level = level;
  }

  /// The protocol level byte that stands for this version.
  public int level() {
    return level;
  }
}
