package io.edgemq.ingest.mqtt;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/// Annotated hex: two digits a byte, a comment behind `;`.
public final class Hex {
  private Hex() {}

  public static byte[] bytes(String annotated) {
    var digits = new StringBuilder();
    annotated
        .lines()
        .map(line -> line.replaceFirst(";.*", "").replaceAll("\\s", ""))
        .forEach(digits::append);
    return HexFormat.of().parseHex(digits);
  }

  public static String of(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  public static byte[] join(byte[]... parts) {
    var joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
