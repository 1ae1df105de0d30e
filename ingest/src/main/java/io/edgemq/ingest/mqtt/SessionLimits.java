package io.edgemq.ingest.mqtt;

/// How much a client may send. All sizes are in bytes.
///
/// @param messageBytesMax the message of one PUBLISH
/// @param clientIdBytesMax a client id; a longer one is answered with CONNACK 0x02, or 0x85
/// @param connectPacketBytesMax a whole CONNECT, header included: what an unknown client may make
///   us remember
/// @param heldBytesMax what may come behind a CONNECT before it is answered; the chunk that brought
///   the CONNECT is always taken
/// @param terms what else a client of MQTT 5.0 is told and held to
public record SessionLimits(
    int messageBytesMax,
    int clientIdBytesMax,
    int connectPacketBytesMax,
    int heldBytesMax,
    ServerTerms terms) {
  /// Room for the longest topic of a PUBLISH.
  private static final int TOPIC_BYTES_MAX = 65_535;

  /// Room for headers, packet id and, in MQTT 5.0, properties of a PUBLISH.
  private static final int OVERHEAD_BYTES_MAX = 1024;

  /// What the four bytes of a Remaining Length can say (MQTT 3.1.1, section 2.2.3).
  private static final int REMAINING_LENGTH_MAX = 268_435_455;

  public SessionLimits {
    check(
        "messageBytesMax",
        messageBytesMax,
        REMAINING_LENGTH_MAX - TOPIC_BYTES_MAX - OVERHEAD_BYTES_MAX);
    check("clientIdBytesMax", clientIdBytesMax, 65_535);
    check("connectPacketBytesMax", connectPacketBytesMax, REMAINING_LENGTH_MAX);
    check("heldBytesMax", heldBytesMax, REMAINING_LENGTH_MAX);
  }

  /// The largest message of a connected client.
  int messageBytesMax(PublishLimits publish) {
    return Math.min(messageBytesMax, publish.messageBytesMax());
  }

  /// The largest whole packet of a connected client.
  int packetBytesMax(PublishLimits publish) {
    return messageBytesMax(publish) + TOPIC_BYTES_MAX + OVERHEAD_BYTES_MAX;
  }

  private static void check(String what, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(what + " is " + value + ", but must be 1 to " + max);
    }
  }
}
