package io.edgemq.ingest.mqtt;

import io.edgemq.storage.wal.AckLevel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the properties of one place (MQTT 5.0, section 2.2.2): all are checked, the numbers among
/// them can be asked for, the rest is not kept. A flyweight: [#read] moves it, the accessors
/// describe the block until the next call.
final class PropertyBlock {
  /// Most bytes of the properties of one place.
  static final int BYTES_MAX = 65_536;

  /// Most properties of one place.
  static final int COUNT_MAX = 1_000;

  private static final int VARIABLE_BYTES_MAX = 4;

  private final long[] values = new long[Property.ID_MAX + 1];
  private long seen;
  private int count;
  private int at;
  private int to;
  private boolean followsReferences;
  private AckLevel ack = AckLevel.DURABLE;
  private boolean hasUnknownAck;
  private boolean wantsReceipts;

  /// Moves to the block that begins with its length at `from`, in a packet that ends at `packetTo`.
  ///
  /// @return what is wrong with it, null if it is sound
  @Nullable CloseReason read(PropertyPlace place, byte[] bytes, int from, int packetTo) {
    seen = 0;
    count = 0;
    followsReferences = false;
    ack = AckLevel.DURABLE;
    hasUnknownAck = false;
    wantsReceipts = false;
    at = from;
    to = packetTo;
    int length = readVariable(bytes);
    if (length < 0 || length > to - at) {
      return CloseReason.MALFORMED_PROPERTIES;
    }
    if (length > BYTES_MAX) {
      return CloseReason.TOO_MANY_PROPERTIES;
    }
    to = at + length;
    CloseReason fault = null;
    while (fault == null && at < to) {
      fault = readProperty(place, bytes);
    }
    return fault;
  }

  /// Behind a sound block.
  int end() {
    return to;
  }

  boolean has(Property property) {
    return (seen & (1L << property.id())) != 0;
  }

  /// The number of a property, or another if it did not come.
  long value(Property property, long otherwise) {
    return has(property) ? values[property.id()] : otherwise;
  }

  /// Whether a user property says that the client goes where a Server Reference points to.
  boolean followsReferences() {
    return followsReferences;
  }

  /// The strongest level that user properties ask for.
  AckLevel ack() {
    return ack;
  }

  /// Whether a user property asks for receipts.
  boolean wantsReceipts() {
    return wantsReceipts;
  }

  /// Whether a user property asks for a level that there is none of.
  boolean hasUnknownAck() {
    return hasUnknownAck;
  }

  private @Nullable CloseReason readProperty(PropertyPlace place, byte[] bytes) {
    Property property = Property.of(bytes[at++]);
    if (property == null || !property.isLegalIn(place)) {
      return CloseReason.MALFORMED_PROPERTIES;
    }
    if (has(property) && !property.isRepeatable()) {
      return CloseReason.PROTOCOL_ERROR;
    }
    if (++count > COUNT_MAX) {
      return CloseReason.TOO_MANY_PROPERTIES;
    }
    seen |= 1L << property.id();
    return switch (property.form()) {
      case FLAG -> readNumber(property, bytes, 1, 0, 1);
      case SHORT -> readNumber(property, bytes, 2, 0, Long.MAX_VALUE);
      case SHORT_ABOVE_ZERO -> readNumber(property, bytes, 2, 1, Long.MAX_VALUE);
      case INTEGER -> readNumber(property, bytes, 4, 0, Long.MAX_VALUE);
      case INTEGER_ABOVE_ZERO -> readNumber(property, bytes, 4, 1, Long.MAX_VALUE);
      case VARIABLE_ABOVE_ZERO -> readVariableAboveZero(bytes);
      case TEXT -> readText(bytes);
      case TOPIC -> readTopic(bytes);
      case BINARY -> skipBinary(bytes) < 0 ? CloseReason.MALFORMED_PROPERTIES : null;
      case PAIR -> {
        int name = at;
        CloseReason fault = readText(bytes);
        int value = at;
        fault = fault == null ? readText(bytes) : fault;
        if (fault == null && place == PropertyPlace.CONNECT) {
          noteUserProperty(text(bytes, name, value), text(bytes, value, at));
        }
        yield fault;
      }
    };
  }

  private static String text(byte[] bytes, int from, int end) {
    return new String(bytes, from + 2, end - from - 2, StandardCharsets.UTF_8);
  }

  /// What clients ask for by names of our own, because the standard has no way.
  private void noteUserProperty(String name, String value) {
    switch (name) {
      case "server-reference" -> followsReferences |= value.equals("follow");
      case "ack" -> {
        Optional<AckLevel> asked = AckLevel.labelled(value);
        ack = ack.orStronger(asked.orElse(AckLevel.DURABLE));
        hasUnknownAck |= asked.isEmpty();
      }
      case "receipt" -> wantsReceipts |= value.equals("true");
      default -> {}
    }
  }

  private @Nullable CloseReason readNumber(
      Property property, byte[] bytes, int size, long min, long max) {
    if (to - at < size) {
      return CloseReason.MALFORMED_PROPERTIES;
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = (value << 8) | (bytes[at++] & 0xFF);
    }
    values[property.id()] = value;
    return value < min || value > max ? CloseReason.PROTOCOL_ERROR : null;
  }

  private @Nullable CloseReason readVariableAboveZero(byte[] bytes) {
    int value = readVariable(bytes);
    if (value < 0) {
      return CloseReason.MALFORMED_PROPERTIES;
    }
    return value == 0 ? CloseReason.PROTOCOL_ERROR : null;
  }

  private @Nullable CloseReason readTopic(byte[] bytes) {
    int from = at + 2;
    CloseReason fault = readText(bytes);
    if (fault != null) {
      return fault;
    }
    boolean isTopic = at > from && !Utf8.hasWildcard(bytes, from, at);
    return isTopic ? null : CloseReason.PROTOCOL_ERROR;
  }

  private @Nullable CloseReason readText(byte[] bytes) {
    int length = skipBinary(bytes);
    if (length < 0) {
      return CloseReason.MALFORMED_PROPERTIES;
    }
    return Utf8.isSound(bytes, at - length, at) ? null : CloseReason.BAD_UTF8;
  }

  /// Bytes of the field that was skipped, -1 if it is cut.
  private int skipBinary(byte[] bytes) {
    if (to - at < 2) {
      return -1;
    }
    int length = PacketReader.unsignedShort(bytes, at);
    if (to - at - 2 < length) {
      return -1;
    }
    at += 2 + length;
    return length;
  }

  /// A number in one to four bytes, and in no more than it needs (MQTT-1.5.5-1); -1 if it is none.
  private int readVariable(byte[] bytes) {
    int value = 0;
    for (int i = 0; i < VARIABLE_BYTES_MAX && at < to; i++) {
      byte digit = bytes[at++];
      value |= (digit & 0x7F) << (7 * i);
      if (digit >= 0) {
        return i > 0 && digit == 0 ? -1 : value;
      }
    }
    return -1;
  }
}
