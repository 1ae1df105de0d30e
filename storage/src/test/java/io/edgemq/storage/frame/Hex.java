package io.edgemq.storage.frame;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/// Bytes as annotated hex: `# …` to the end of a line is a remark, white space counts as nothing.
final class Hex {
  private Hex() {}

  static byte[] bytes(String annotated) {
    String hex =
        annotated
            .lines()
            .map(it -> it.contains("#") ? it.substring(0, it.indexOf('#')) : it)
            .collect(Collectors.joining())
            .replaceAll("\\s", "");
    return HexFormat.of().parseHex(hex);
  }

  static byte[] join(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(it -> it.length).sum();
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }
}
