package io.edgemq.ingest.proxy;

import io.edgemq.ingest.mqtt.Hex;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Headers of a load balancer as bytes.
final class ProxyHeaders {
  static final byte[] SIGNATURE = Hex.bytes("0d 0a 0d 0a 00 0d 0a 51 55 49 54 0a");
  static final int LOCAL = 0x20;
  static final int PROXY = 0x21;
  static final int TCP4 = 0x11;
  static final int TCP6 = 0x21;
  static final int UNIX = 0x31;

  /// From 192.0.2.7 port 56324 to 198.51.100.9 port 1883.
  static final byte[] ADDRESSES4 = Hex.bytes("c0 00 02 07  c6 33 64 09  dc 04  07 5b");

  /// From 2001:db8::7 port 56324 to 2001:db8::9 port 1883.
  static final byte[] ADDRESSES6 =
      Hex.bytes(
          """
          20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 07
          20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 09
          dc 04  07 5b
          """);

  private ProxyHeaders() {}

  /// A header whose length fits what stands behind it.
  static byte[] header(int versionAndCommand, int protocol, byte[]... block) {
    byte[] joined = Hex.join(block);
    return Hex.join(
        SIGNATURE,
        new byte[] {
          (byte) versionAndCommand,
          (byte) protocol,
          (byte) (joined.length >>> 8),
          (byte) joined.length
        },
        joined);
  }

  static byte[] extension(int type, byte[] value) {
    return Hex.join(
        new byte[] {(byte) type, (byte) (value.length >>> 8), (byte) value.length}, value);
  }

  static byte[] authority(String name) {
    return extension(2, name.getBytes(StandardCharsets.UTF_8));
  }

  /// The header with a right checksum behind its extensions.
  static byte[] checksummed(int versionAndCommand, int protocol, byte[]... block) {
    byte[] header = header(versionAndCommand, protocol, Hex.join(block), extension(3, new byte[4]));
    var checksum = new CRC32C();
    checksum.update(header);
    ByteBuffer.wrap(header).putInt(header.length - 4, (int) checksum.getValue());
    return header;
  }
}
