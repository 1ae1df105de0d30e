package io.edgemq.ingest.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads SUBSCRIBE and UNSUBSCRIBE (sections 3.8 and 3.10 of both standards). What the filters say
/// does not matter, as none is granted; that they are sound does.
final class FilterList {
  /// What the packet turned out to be.
  sealed interface Decoded {}

  /// A packet to answer.
  ///
  /// @param filters how many it names, at least one
  record Sound(int packetId, int filters) implements Decoded {}

  /// A packet to close for.
  record Malformed(CloseReason reason) implements Decoded {}

  private static final byte[] SHARED = "$share/".getBytes(StandardCharsets.US_ASCII);
  private static final int QOS = 0x03;
  private static final int NO_LOCAL = 0x04;
  private static final int RETAIN_HANDLING = 0x30;
  private static final int RESERVED = 0xC0;

  private FilterList() {}

  /// Reads the variable header and payload in `[from, to)`.
  static Decoded decode(
      ProtocolVersion version, PacketAction action, byte[] bytes, int from, int to) {
    boolean isSubscribe = action == PacketAction.REFUSE_SUBSCRIPTIONS;
    var fields = new PacketReader(bytes, from, to, CloseReason.MALFORMED_SUBSCRIBE);
    int packetId = fields.readShort();
    if (version == ProtocolVersion.V5_0) {
      fields.readProperties(
          isSubscribe ? PropertyPlace.SUBSCRIBE : PropertyPlace.UNSUBSCRIBE, new PropertyBlock());
    }
    int filters = 0;
    CloseReason wrong = null;
    while (wrong == null && !fields.isAtEnd()) {
      byte[] filter = fields.readText();
      int options = isSubscribe ? fields.readByte() : 0;
      wrong = filter.length == 0 ? CloseReason.EMPTY_TOPIC : judge(version, filter, options);
      filters++;
    }
    CloseReason fault = fields.fault();
    if (fault == null && packetId == 0) {
      fault = CloseReason.PACKET_ID_ZERO;
    }
    if (fault == null && filters == 0) { // MQTT-3.8.3-2; what is malformed in 3.1.1 is not in 5.0
      wrong =
          version == ProtocolVersion.V5_0
              ? CloseReason.PROTOCOL_ERROR
              : CloseReason.MALFORMED_SUBSCRIBE;
    }
    CloseReason reason = fault == null ? wrong : fault;
    return reason == null ? new Sound(packetId, filters) : new Malformed(reason);
  }

  private static @Nullable CloseReason judge(ProtocolVersion version, byte[] filter, int options) {
    return switch (version) {
      // The requested quality of service is 0 to 2, the other bits are reserved (MQTT-3.8.3-4).
      case V3_1_1 -> options > 2 ? CloseReason.INVALID_QOS : null;
      case V5_0 -> judgeV5(filter, options);
    };
  }

  private static @Nullable CloseReason judgeV5(byte[] filter, int options) {
    if ((options & RESERVED) != 0) { // MQTT-3.8.3-5
      return CloseReason.MALFORMED_SUBSCRIBE;
    }
    if ((options & QOS) == QOS || (options & RETAIN_HANDLING) == RETAIN_HANDLING) {
      return CloseReason.PROTOCOL_ERROR;
    }
    boolean isShared =
        filter.length > SHARED.length
            && Arrays.equals(filter, 0, SHARED.length, SHARED, 0, SHARED.length);
    return isShared && (options & NO_LOCAL) != 0 ? CloseReason.PROTOCOL_ERROR : null; // 3.8.3-4
  }
}
