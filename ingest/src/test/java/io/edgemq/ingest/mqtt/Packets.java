package io.edgemq.ingest.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Packets of a client as bytes.
final class Packets {
  static final byte[] CONNECT =
      Hex.bytes(
          """
          10 0d              ; CONNECT
          00 04 4d 51 54 54  ; MQTT
          04 02 00 3c        ; level 4, clean session, keep alive 60 s
          00 01 61           ; client id a
          """);
  static final byte[] PINGREQ = Hex.bytes("c0 00");
  static final byte[] DISCONNECT = Hex.bytes("e0 00");

  /// A CONNECT of MQTT 5.0, without properties.
  static final byte[] CONNECT_V5 =
      Hex.bytes(
          """
          10 0e              ; CONNECT
          00 04 4d 51 54 54  ; MQTT
          05 02 00 3c        ; level 5, clean start, keep alive 60 s
          00                 ; no properties
          00 01 61           ; client id a
          """);

  private Packets() {}

  /// A packet of a first byte and a body, with its length between them.
  static byte[] packet(int first, byte[]... body) {
    byte[] joined = Hex.join(body);
    byte[] length = new byte[4];
    int digits = 0;
    int rest = joined.length;
    do {
      length[digits++] = (byte) (rest > 0x7F ? (rest & 0x7F) | 0x80 : rest);
      rest >>>= 7;
    } while (rest > 0);
    byte[] header = new byte[1 + digits];
    header[0] = (byte) first;
    System.arraycopy(length, 0, header, 1, digits);
    return Hex.join(header, joined);
  }

  static byte[] publish0(String topic, String message) {
    return packet(0x30, text(topic), utf8(message));
  }

  static byte[] publish1(int packetId, String topic, String message) {
    return packet(0x32, text(topic), unsignedShort(packetId), utf8(message));
  }

  /// A PUBLISH of MQTT 5.0; QoS 0 if the packet id is 0.
  ///
  /// @param properties without their length, in hex
  static byte[] publishV5(int packetId, String properties, String topic, String message) {
    return packet(
        packetId == 0 ? 0x30 : 0x32,
        text(topic),
        packetId == 0 ? new byte[0] : unsignedShort(packetId),
        properties(properties),
        utf8(message));
  }

  /// Properties, given in hex, behind their length.
  static byte[] properties(String annotated) {
    byte[] bytes = Hex.bytes(annotated);
    byte[] packet = packet(0, bytes);
    return Arrays.copyOfRange(packet, 1, packet.length);
  }

  static byte[] subscribe(int packetId, String... filters) {
    byte[] body = unsignedShort(packetId);
    for (String filter : filters) {
      body = Hex.join(body, text(filter), new byte[] {1});
    }
    return packet(0x82, body);
  }

  static byte[] text(String text) {
    byte[] bytes = utf8(text);
    return Hex.join(unsignedShort(bytes.length), bytes);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] unsignedShort(int value) {
    return new byte[] {(byte) (value >>> 8), (byte) value};
  }
}
