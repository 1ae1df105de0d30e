package io.edgemq.ingest.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Reads CONNECT (section 3.1 of both standards).
final class ConnectDecoder {
  /// What a CONNECT turned out to be.
  sealed interface Decoded {}

  /// It can be judged by its key.
  record Sound(ConnectRequest request) implements Decoded {}

  /// It is answered with a CONNACK of 3.1.1 that says no.
  record Refused(ConnectRefusal refusal) implements Decoded {}

  /// It is answered with a CONNACK of 5.0 that says no.
  record RefusedV5(CloseReason reason, ClientTerms terms) implements Decoded {}

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

  /// A rule of 3.1.1 that 5.0 has dropped (MQTT 3.1.1, MQTT-3.1.2-22).
  private static final int PASSWORD_NEEDS_USER_NAME = PASSWORD;

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
      return switch (level) {
        case 4 -> decodeV3(fields, limits);
        case 5 -> decodeV5(fields, limits);
        default -> new Refused(ConnectRefusal.UNACCEPTABLE_PROTOCOL_VERSION);
      };
    }
    return level == LEVEL_3_1 && Arrays.equals(name, NAME_3_1)
        ? new Refused(ConnectRefusal.UNACCEPTABLE_PROTOCOL_VERSION)
        : new Malformed(CloseReason.BAD_PROTOCOL_NAME);
  }

  private static Decoded decodeV3(PacketReader fields, SessionLimits limits) {
    int flags = fields.readByte();
    int keepAliveSeconds = fields.readShort();
    CloseReason flagFault = judgeFlags(flags, PASSWORD_NEEDS_USER_NAME);
    if (flagFault != null) {
      return new Malformed(flagFault);
    }
    byte[] clientId = fields.readText();
    if ((flags & WILL) != 0) {
      skipWill(fields);
    }
    ConnectRequest request =
        request(
            ProtocolVersion.V3_1_1, fields, flags, keepAliveSeconds, clientId, ClientTerms.NONE);
    CloseReason fault = fields.faultAtEnd();
    if (fault != null) {
      return new Malformed(fault);
    }
    boolean isMissing = clientId.length == 0 && !request.cleanSession();
    return isMissing || clientId.length > limits.clientIdBytesMax()
        ? new Refused(ConnectRefusal.IDENTIFIER_REJECTED)
        : new Sound(request);
  }

  /// What is malformed is not answered, as in 3.1.1, but for faults in the properties, which are
  /// hard to find without being told.
  private static Decoded decodeV5(PacketReader fields, SessionLimits limits) {
    int flags = fields.readByte();
    int keepAliveSeconds = fields.readShort();
    CloseReason flagFault = judgeFlags(flags, 0);
    if (flagFault != null) {
      return new Malformed(flagFault);
    }
    var properties = new PropertyBlock();
    fields.readProperties(PropertyPlace.CONNECT, properties);
    ClientTerms terms = fields.fault() == null ? ClientTerms.of(properties) : ClientTerms.UNREAD;
    boolean hasMethod = properties.has(Property.AUTHENTICATION_METHOD);
    boolean hasData = properties.has(Property.AUTHENTICATION_DATA);
    boolean hasUnknownAck = properties.hasUnknownAck();
    byte[] clientId = fields.readText();
    if ((flags & WILL) != 0) {
      fields.readProperties(PropertyPlace.WILL, properties);
      skipWill(fields);
    }
    ConnectRequest request =
        request(ProtocolVersion.V5_0, fields, flags, keepAliveSeconds, clientId, terms);
    CloseReason fault = fields.faultAtEnd();
    if (fault == null && hasData && !hasMethod) {
      fault = CloseReason.PROTOCOL_ERROR; // section 3.1.2.11.10
    }
    if (fault != null) {
      return isAnswered(fault) ? new RefusedV5(fault, terms) : new Malformed(fault);
    }
    CloseReason refusal = judgeV5(flags, hasMethod, clientId, limits);
    if (refusal == null && hasUnknownAck) {
      refusal = CloseReason.UNKNOWN_ACK_LEVEL;
    }
    return refusal == null ? new Sound(request) : new RefusedV5(refusal, terms);
  }

  private static boolean isAnswered(CloseReason fault) {
    return fault == CloseReason.MALFORMED_PROPERTIES
        || fault == CloseReason.TOO_MANY_PROPERTIES
        || fault == CloseReason.PROTOCOL_ERROR;
  }

  /// What a sound CONNECT asks for and cannot have, null if there is nothing.
  private static @Nullable CloseReason judgeV5(
      int flags, boolean hasMethod, byte[] clientId, SessionLimits limits) {
    if (hasMethod) {
      return CloseReason.BAD_AUTHENTICATION_METHOD; // MQTT-4.12.0-1
    }
    if (clientId.length > limits.clientIdBytesMax()) {
      return CloseReason.IDENTIFIER_REJECTED;
    }
    if ((flags & WILL_RETAIN) != 0) {
      return CloseReason.RETAIN_NOT_SUPPORTED; // MQTT-3.2.2-13
    }
    return willQos(flags) == 2 ? CloseReason.QOS_NOT_SUPPORTED : null; // MQTT-3.2.2-12
  }

  private static void skipWill(PacketReader fields) {
    var _ = fields.readText(); // topic
    var _ = fields.readBinary(); // message
  }

  /// Reads the rest.
  private static ConnectRequest request(
      ProtocolVersion version,
      PacketReader fields,
      int flags,
      int keepAliveSeconds,
      byte[] clientId,
      ClientTerms terms) {
    byte[] userName = (flags & USER_NAME) != 0 ? fields.readText() : null;
    byte[] password = (flags & PASSWORD) != 0 ? fields.readBinary() : null;
    return new ConnectRequest(
        version,
        clientId,
        userName,
        password,
        (flags & CLEAN_SESSION) != 0,
        keepAliveSeconds,
        (flags & WILL) != 0,
        willQos(flags),
        terms);
  }

  private static int willQos(int flags) {
    return (flags & WILL_QOS) >>> 3;
  }

  /// @param needingUserName flags that must not be set without that of the user name
  private static @Nullable CloseReason judgeFlags(int flags, int needingUserName) {
    if ((flags & RESERVED) != 0) {
      return CloseReason.RESERVED_FLAG;
    }
    boolean isWillSound =
        (flags & WILL) != 0
            ? (flags & WILL_QOS) != WILL_QOS
            : (flags & (WILL_QOS | WILL_RETAIN)) == 0;
    boolean isPasswordSound = (flags & needingUserName) == 0 || (flags & USER_NAME) != 0;
    return isWillSound && isPasswordSound ? null : CloseReason.MALFORMED_CONNECT;
  }
}
