package io.edgemq.ingest.mqtt;

import org.jspecify.annotations.Nullable;

/// Reads SUBSCRIBE and UNSUBSCRIBE (MQTT 3.1.1, sections 3.8 and 3.10). What the filters say does
/// not matter, as none is granted; that they are sound does.
final class FilterList {
  /// What the packet turned out to be.
  sealed interface Decoded {}

  /// A packet to answer.
  ///
  /// @param filters how many it names, at least one
  record Sound(int packetId, int filters) implements Decoded {}

  /// A packet to close for.
  record Malformed(CloseReason reason) implements Decoded {}

  private FilterList() {}

  /// Reads the variable header and payload in `[from, to)`.
  static Decoded decode(PacketAction action, byte[] bytes, int from, int to) {
    var fields = new PacketReader(bytes, from, to, CloseReason.MALFORMED_SUBSCRIBE);
    int packetId = fields.readShort();
    int filters = 0;
    CloseReason wrong = null;
    while (wrong == null && !fields.isAtEnd()) {
      byte[] filter = fields.readText();
      int options = action == PacketAction.REFUSE_SUBSCRIPTIONS ? fields.readByte() : 0;
      wrong = judge(filter, options);
      filters++;
    }
    return decoded(fields, packetId, filters, wrong);
  }

  private static Decoded decoded(
      PacketReader fields, int packetId, int filters, @Nullable CloseReason wrong) {
    CloseReason fault = fields.fault();
    if (fault != null) {
      return new Malformed(fault);
    }
    if (packetId == 0) {
      return new Malformed(CloseReason.PACKET_ID_ZERO);
    }
    if (wrong != null) {
      return new Malformed(wrong);
    }
    return filters == 0
        ? new Malformed(CloseReason.MALFORMED_SUBSCRIBE)
        : new Sound(packetId, filters);
  }

  /// The requested quality of service is 0 to 2, the other bits are reserved (MQTT-3.8.3-4).
  private static @Nullable CloseReason judge(byte[] filter, int options) {
    if (filter.length == 0) {
      return CloseReason.EMPTY_TOPIC;
    }
    return options > 2 ? CloseReason.INVALID_QOS : null;
  }
}
