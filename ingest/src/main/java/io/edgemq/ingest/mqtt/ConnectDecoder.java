package io.edgemq.ingest.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads CONNECT (MQTT 3.1.1, section 3.1).
final class ConnectDecoder {
  /// What a CONNECT turned out to be.
  sealed interface Decoded {}

  /// It can be judged by its key.
  record Sound(ConnectRequest request) implements Decoded {}

  /// It is answered with a CONNACK that says no.
  record Refused(ConnectRefusal refusal) implements Decoded {}

  /// It is not answered.
  record Malformed(CloseReason reason) implements Decoded {}

  private static final byte[] NAME = "MQTT".getBytes(StandardCharsets.US_ASCII);

  /// The name and level of MQTT 3.1, which is known but not served.
  private static final byte[] NAME_3_1 = "MQIsdp".getBytes(StandardCharsets.US_ASCII);

  private static final int LEVEL_3_1 = 3;

  private static final int RESERVED = 0x01;
  private static final int CLEAN_SESSION = 0x02;
  private static final int WILL = 0x04;
  private static final int WILL_QOS = 0x18;
  private static final int WILL_RETAIN = 0x20;
  private static final int PASSWORD = 0x40;
  private static final int USER_NAME = 0x80;

  private ConnectDecoder() {}

  /// Reads the variable header and payload in `[from, to)`. The protocol level is judged before
  /// what stands behind it, which another version may lay out differently.
  static Decoded decode(byte[] bytes, int from, int to, SessionLimits limits) {
    var fields = new PacketReader(bytes, from, to, CloseReason.MALFORMED_CONNECT);
    byte[] name = fields.readBinary();
    int level = fields.readByte();
    CloseReason fault = fields.fault();
    if (fault != null) {
      return new Malformed(fault);
    }
    if (Arrays.equals(name, NAME)) {
      return level == ProtocolVersion.V3_1_1.level()
          ? decodeFields(ProtocolVersion.V3_1_1, fields, limits)
          : new Refused(ConnectRefusal.UNACCEPTABLE_PROTOCOL_VERSION);
    }
    return level == LEVEL_3_1 && Arrays.equals(name, NAME_3_1)
        ? new Refused(ConnectRefusal.UNACCEPTABLE_PROTOCOL_VERSION)
        : new Malformed(CloseReason.BAD_PROTOCOL_NAME);
  }

  /// Reads what stands behind the level, as that version lays it out.
  private static Decoded decodeFields(
      ProtocolVersion version, PacketReader fields, SessionLimits limits) {
    int flags = fields.readByte();
    int keepAliveSeconds = fields.readShort();
    CloseReason flagFault = judgeFlags(flags);
    if (flagFault != null) {
      return new Malformed(flagFault);
    }
    byte[] clientId = fields.readText();
    boolean hasWill = (flags & WILL) != 0;
    if (hasWill) {
      var _ = fields.readText(); // topic
      var _ = fields.readBinary(); // message
    }
    byte[] userName = (flags & USER_NAME) != 0 ? fields.readText() : null;
    byte[] password = (flags & PASSWORD) != 0 ? fields.readBinary() : null;
    CloseReason fault = fields.faultAtEnd();
    if (fault != null) {
      return new Malformed(fault);
    }
    boolean isClean = (flags & CLEAN_SESSION) != 0;
    if (clientId.length > limits.clientIdBytesMax() || (clientId.length == 0 && !isClean)) {
      return new Refused(ConnectRefusal.IDENTIFIER_REJECTED);
    }
    return new Sound(
        new ConnectRequest(
            version, clientId, userName, password, isClean, keepAliveSeconds, hasWill));
  }

  private static @Nullable CloseReason judgeFlags(int flags) {
    if ((flags & RESERVED) != 0) {
      return CloseReason.RESERVED_FLAG;
    }
    boolean isWillSound =
        (flags & WILL) != 0
            ? (flags & WILL_QOS) != WILL_QOS
            : (flags & (WILL_QOS | WILL_RETAIN)) == 0;
    boolean isPasswordSound = (flags & PASSWORD) == 0 || (flags & USER_NAME) != 0;
    return isWillSound && isPasswordSound ? null : CloseReason.MALFORMED_CONNECT;
  }
}
