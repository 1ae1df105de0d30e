package io.edgemq.ingest.mqtt;

import io.edgemq.storage.wal.AckLevel;

/// What the properties of a CONNECT of MQTT 5.0 ask of the server (section 3.1.2.11). The others
/// are about what is sent to clients, or are not kept.
///
/// @param packetBytesMax largest packet the client takes
/// @param wantsReasons whether the client likes to have a Reason String
/// @param sessionExpirySeconds how long the client would like its session to be kept
/// @param followsReferences whether the client goes where a Server Reference points to; it says so
///   by the user property `server-reference` with the value `follow`, for the standard has no way
/// @param ack what PUBACK is to stand for at least, by the user property `ack`
/// @param wantsReceipts whether PUBACKs shall name where messages stand, by the user property
///   `receipt` with the value `true`; not where it wants no problem information (MQTT-3.1.2-29)
public record ClientTerms(
    long packetBytesMax,
    boolean wantsReasons,
    long sessionExpirySeconds,
    boolean followsReferences,
    AckLevel ack,
    boolean wantsReceipts) {
  /// Those of a client of MQTT 3.1.1.
  public static final ClientTerms NONE =
      new ClientTerms(Long.MAX_VALUE, false, 0, false, AckLevel.DURABLE, false);

  /// Those of a client of MQTT 5.0 whose properties could not be read. It takes a short answer.
  static final ClientTerms UNREAD = new ClientTerms(64, true, 0, false, AckLevel.DURABLE, false);

  static ClientTerms of(PropertyBlock properties) {
    boolean wantsReasons = properties.value(Property.REQUEST_PROBLEM_INFORMATION, 1) == 1;
    return new ClientTerms(
        properties.value(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE),
        wantsReasons,
        properties.value(Property.SESSION_EXPIRY_INTERVAL, 0),
        properties.followsReferences(),
        properties.ack(),
        properties.wantsReceipts() && wantsReasons);
  }
}
