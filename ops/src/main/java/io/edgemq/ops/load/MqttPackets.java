package io.edgemq.ops.load;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The packets of MQTT 3.1.1 and 5.0 that a publishing client needs, besides PUBLISH. Section
/// numbers are those of MQTT 5.0.
final class MqttPackets {
  static final int CONNACK = 0x20;
  static final int PUBACK = 0x40;
  static final int PINGRESP = 0xD0;
  static final int DISCONNECT = 0xE0;

  /// Most bytes of a string or of binary data (section 1.5.4).
  static final int STRING_BYTES_MAX = 65_535;

  /// Largest Remaining Length (section 1.5.5).
  static final int REMAINING_LENGTH_MAX = 268_435_455;

  /// Most bytes of topic and payload in one PUBLISH: less topic length, packet id and property
  /// length.
  static final int MESSAGE_MAX = REMAINING_LENGTH_MAX - 5;

  /// Room for a CONNECT: fixed header, variable header and three strings.
  static final int CONNECT_BYTES_MAX = 5 + 11 + 3 * (2 + STRING_BYTES_MAX);

  /// First reason code that is a failure (section 2.4).
  static final int FAILURE = 0x80;

  private static final int CLEAN_SESSION = 0x02;
  private static final int PASSWORD = 0x40;
  private static final int USERNAME = 0x80;
  private static final byte[] PROTOCOL = {0, 4, 'M', 'Q', 'T', 'T'};

  private MqttPackets() {}

  /// What a CONNACK says that matters here.
  ///
  /// @param code 0, or the refusal
  /// @param receiveMaximum most unacknowledged QoS 1 messages, 65,535 if not given (section
  ///   3.2.2.3.3)
  /// @param serverKeepAlive in seconds, 0 if not given (section 3.2.2.3.14)
  record Connack(int code, int receiveMaximum, int serverKeepAlive) {
    /// Whether the same CONNECT may be accepted later: 3.1.1 server unavailable; 5.0 server
    /// unavailable, server busy, quota exceeded, connection rate exceeded.
    boolean isPassing() {
      return code == 3 || code == 0x88 || code == 0x89 || code == 0x97 || code == 0x9F;
    }
  }

  /// Appends the CONNECT of a client: clean session (section 3.1).
  static void putConnect(ByteBuffer out, LoadProtocol.Mqtt mqtt, String clientId, Credentials who) {
    int protocolLevel = mqtt.protocolLevel();
    byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
    int length = PROTOCOL.length + 1 + 1 + 2 + (protocolLevel == 5 ? 1 : 0) + 2 + id.length;
    int flags = CLEAN_SESSION;
    if (who.isPresent()) {
      length += 2 + who.username().length + 2 + who.key().length;
      flags |= USERNAME | PASSWORD;
    }
    out.put((byte) 0x10);
    putVariable(out, length);
    out.put(PROTOCOL);
    out.put((byte) protocolLevel);
    out.put((byte) flags);
    out.putShort((short) mqtt.keepAliveSeconds());
    if (protocolLevel == 5) {
      out.put((byte) 0);
    }
    putBytes(out, id);
    if (who.isPresent()) {
      putBytes(out, who.username());
      putBytes(out, who.key());
    }
  }

  static void putDisconnect(ByteBuffer out) {
    out.put((byte) DISCONNECT).put((byte) 0);
  }

  static void putPingreq(ByteBuffer out) {
    out.put((byte) 0xC0).put((byte) 0);
  }

  /// Appends a variable byte integer (section 1.5.5).
  static void putVariable(ByteBuffer out, int value) {
    int rest = value;
    while (rest > 0x7F) {
      out.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    out.put((byte) rest);
  }

  /// Bytes of a variable byte integer.
  static int variableBytes(int value) {
    if (value < 1 << 7) {
      return 1;
    }
    return value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
  }

  /// The Remaining Length of the packet at the position, -1 if it is not there in full. A length in
  /// more bytes than it needs is refused (section 1.5.5).
  static int remainingLength(ByteBuffer in) throws ProtocolException {
    int length = 0;
    int at = in.position() + 1;
    for (int shift = 0; at < in.limit(); shift += 7) {
      int digit = in.get(at++);
      length |= (digit & 0x7F) << shift;
      if (digit >= 0) {
        if (shift > 0 && digit == 0) {
          throw new ProtocolException("Remaining Length in more bytes than needed");
        }
        return length;
      }
      if (shift == 21) {
        throw new ProtocolException("Remaining Length of more than 4 bytes");
      }
    }
    return -1;
  }

  /// Reads the variable header of a CONNACK; `body` holds exactly that and is used up.
  static Connack connack(ByteBuffer body) throws ProtocolException {
    if (body.remaining() < 2) {
      throw new ProtocolException("CONNACK of " + body.remaining() + " bytes, at least 2");
    }
    body.get();
    int code = body.get() & 0xFF;
    int receiveMaximum = 65_535;
    int serverKeepAlive = 0;
    // A 5.0 client may be refused in the 3.1.1 form, which has no properties.
    if (body.hasRemaining()) {
      ByteBuffer properties = slice(body, variable(body));
      while (properties.hasRemaining()) {
        int id = properties.get() & 0xFF;
        ByteBuffer value = property(properties, id);
        if (id == 0x21) {
          receiveMaximum = value.getShort() & 0xFFFF;
        } else if (id == 0x13) {
          serverKeepAlive = value.getShort() & 0xFFFF;
        }
      }
    }
    if (receiveMaximum == 0) {
      throw new ProtocolException("CONNACK with a Receive Maximum of 0");
    }
    return new Connack(code, receiveMaximum, serverKeepAlive);
  }

  /// The value of a CONNACK property (section 3.2.2.3).
  private static ByteBuffer property(ByteBuffer in, int id) throws ProtocolException {
    return switch (id) {
      case 0x24, 0x25, 0x28, 0x29, 0x2A -> slice(in, 1);
      case 0x13, 0x21, 0x22 -> slice(in, 2);
      case 0x11, 0x27 -> slice(in, 4);
      case 0x12, 0x15, 0x16, 0x1A, 0x1C, 0x1F -> string(in);
      case 0x26 -> {
        string(in);
        yield string(in);
      }
      default -> throw new ProtocolException("CONNACK property " + id + " is unknown");
    };
  }

  private static ByteBuffer string(ByteBuffer in) throws ProtocolException {
    return slice(in, slice(in, 2).getShort() & 0xFFFF);
  }

  private static int variable(ByteBuffer in) throws ProtocolException {
    int value = 0;
    for (int shift = 0; shift <= 21; shift += 7) {
      int next = slice(in, 1).get();
      value |= (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new ProtocolException("variable byte integer of more than 4 bytes");
  }

  private static ByteBuffer slice(ByteBuffer in, int length) throws ProtocolException {
    if (in.remaining() < length) {
      throw new ProtocolException(
          "field of " + length + " bytes where " + in.remaining() + " are left");
    }
    ByteBuffer slice = in.slice(in.position(), length);
    in.position(in.position() + length);
    return slice;
  }

  private static void putBytes(ByteBuffer out, byte[] bytes) {
    out.putShort((short) bytes.length);
    out.put(bytes);
  }
}
