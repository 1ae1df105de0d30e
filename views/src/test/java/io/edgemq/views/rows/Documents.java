package io.edgemq.views.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Random;

/// Random JSON, much of it with the same few names; one in four documents is damaged.
public final class Documents {
  private static final String[] NAMES = {
    "a",
    "b",
    "c",
    "d",
    "a b",
    "",
    "\\u0061",
    "\\u0062",
    "ä",
    "\\u00e4",
    "🌡",
    "\\ud83c\\udf21",
    "x\\\"y"
  };
  private static final String[] SCALARS = {
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1.50",
    "1e2",
    "1E+400",
    "1e-999999999",
    "123456789012345678901234567890.123456789",
    "\"\"",
    "\"text\"",
    "\"\\u0041\\n\\\"\"",
    "\"\\ud83c\\udf21\"",
    "\"\\ud83c\"",
    "\"grüße 🌡\"",
    "{}",
    "[]",
    "[ ]",
    "{ }",
    "0." + "7".repeat(1_200)
  };
  private static final String[] DAMAGE = {
    "\u0000", "}", "]", "{", "[", ",", ":", "\"", "\\", "e", "-", "NaN", "'", "//", "\t", " ", "1"
  };
  private static final int[] NOT_UTF_8 = {0x80, 0xC0, 0xC1, 0xED, 0xF5, 0xFF, 0xE2, 0xFE};
  private static final int DEPTH_MAX = 5;

  private final Random random;

  public Documents(long seed) {
    random = new Random(seed);
  }

  /// The next one.
  public byte[] next() {
    var text = new StringBuilder();
    if (random.nextInt(500) == 0) { // about as deep as is allowed
      int depth = MessageReader.DEPTH_MAX - 2 + random.nextInt(5);
      text.append("[".repeat(depth)).append("]".repeat(depth));
    } else {
      blank(text);
      value(text, 0);
      blank(text);
    }
    byte[] bytes = text.toString().getBytes(UTF_8);
    return random.nextInt(4) == 0 ? damaged(bytes) : bytes;
  }

  private void value(StringBuilder text, int depth) {
    int kind = depth == 0 ? random.nextInt(8) : random.nextInt(10);
    if (depth == DEPTH_MAX || kind >= 7) {
      text.append(SCALARS[random.nextInt(SCALARS.length)]);
      return;
    }
    boolean isObject = kind < 5;
    text.append(isObject ? '{' : '[');
    int members = random.nextInt(5);
    for (int i = 0; i < members; i++) {
      text.append(i > 0 ? "," : "");
      blank(text);
      if (isObject) {
        String name = random.nextInt(100) == 0 ? "\\ud800" : NAMES[random.nextInt(NAMES.length)];
        text.append('"').append(name).append('"');
        blank(text);
        text.append(':');
        blank(text);
      }
      value(text, depth + 1);
      blank(text);
    }
    text.append(isObject ? '}' : ']');
  }

  private void blank(StringBuilder text) {
    if (random.nextInt(8) == 0) {
      text.append(random.nextInt(4) == 0 ? "\n\t" : " ");
    }
  }

  private byte[] damaged(byte[] bytes) {
    int at = random.nextInt(bytes.length + 1);
    return switch (random.nextInt(3)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> inserted(bytes, at, DAMAGE[random.nextInt(DAMAGE.length)].getBytes(UTF_8));
      default ->
          inserted(bytes, at, new byte[] {(byte) NOT_UTF_8[random.nextInt(NOT_UTF_8.length)]});
    };
  }

  private static byte[] inserted(byte[] bytes, int at, byte[] what) {
    byte[] all = Arrays.copyOf(bytes, bytes.length + what.length);
    System.arraycopy(what, 0, all, at, what.length);
    System.arraycopy(bytes, at, all, at + what.length, bytes.length - at);
    return all;
  }
}
