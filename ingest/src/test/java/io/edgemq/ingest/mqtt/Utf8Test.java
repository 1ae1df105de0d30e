package io.edgemq.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
  static LongStream seeds() {
    return Seeds.upTo(20);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "7f, DEL",
    "01, a control character",
    "c2 80, first of two bytes",
    "df bf, last of two bytes",
    "e0 a0 80, first of three bytes",
    "ed 9f bf, last before the surrogates",
    "ee 80 80, first behind the surrogates",
    "ef bb bf, U+FEFF",
    "ef bf bf, a non-character",
    "f0 90 80 80, first of four bytes",
    "f4 8f bf bf, last code point",
    "'', nothing"
  })
  void wellFormedTextIsSound(String hex, String why) {
    assertThat(isSoundAnywhere(Hex.bytes(hex))).as(why).isTrue();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "00, NUL",
    "80, a continuation alone",
    "bf, a continuation alone",
    "c0 80, overlong NUL",
    "c1 bf, overlong",
    "c2, cut",
    "c2 41, no continuation",
    "c2 c2, no continuation",
    "e0 9f bf, overlong",
    "e0 a0, cut",
    "e1 80 41, no second continuation",
    "ed a0 80, first surrogate",
    "ed bf bf, last surrogate",
    "f0 8f bf bf, overlong",
    "f0 90 80, cut",
    "f0 90 80 c0, no third continuation",
    "f4 90 80 80, above U+10FFFF",
    "f5 80 80 80, above U+10FFFF",
    "ff, never"
  })
  void illFormedTextIsNot(String hex, String why) {
    assertThat(isSoundAnywhere(Hex.bytes(hex))).as(why).isFalse();
  }

  /// Alone, and behind and before enough ASCII to be looked at in another way.
  private static boolean isSoundAnywhere(byte[] text) {
    byte[] inside = Hex.join(Packets.utf8("0123456789"), text, Packets.utf8("0123456789"));
    boolean isSound = Utf8.isSound(text, 0, text.length);
    assertThat(Utf8.isSound(inside, 0, inside.length)).isEqualTo(isSound);
    return isSound;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithTheDecoderOfThePlatform(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] text = randomText(random);
      assertThat(Utf8.isSound(text, 0, text.length))
          .as(() -> Hex.of(text))
          .isEqualTo(isDecodable(text) && new String(text, StandardCharsets.UTF_8).indexOf(0) < 0);
    }
  }

  /// Bytes that are near enough to text to be well-formed now and then.
  private static byte[] randomText(Random random) {
    byte[] text = new byte[random.nextInt(8)];
    for (int i = 0; i < text.length; i++) {
      text[i] =
          (byte)
              switch (random.nextInt(4)) {
                case 0 -> random.nextInt(0x80);
                case 1 -> 0xC0 + random.nextInt(0x40);
                default -> 0x80 + random.nextInt(0x40);
              };
    }
    return text;
  }

  private static boolean isDecodable(byte[] text) {
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  @Test
  void aPlainTopicIsFoundAtEveryLength() {
    for (int length = 0; length <= 40; length++) {
      byte[] topic = Packets.utf8("a\u0001~/0,*\"-$!b".repeat(4).substring(0, length));
      byte[] amid = Hex.join(new byte[] {0, '+'}, topic, new byte[] {'#', 0});
      assertThat(Utf8.isPlainTopic(amid, 2, 2 + length)).as("length %d", length).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, '+', '#', 0x80, 0xC3, 0xFF, '+' + 0x80, '#' + 0x80})
  void aTopicIsNotPlainWhereverTheOddByteStands(int odd) {
    for (int length = 1; length <= 40; length++) {
      for (int at = 0; at < length; at++) {
        byte[] topic = Packets.utf8("a".repeat(length));
        topic[at] = (byte) odd;
        assertThat(Utf8.isPlainTopic(topic, 0, length)).as("odd byte").isFalse();
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void plainIsAsciiWithoutNulAndWildcards(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      byte[] topic = new byte[random.nextInt(30)];
      boolean isPlain = true;
      for (int at = 0; at < topic.length; at++) {
        topic[at] =
            (byte) (random.nextInt(60) == 0 ? random.nextInt(256) : 0x24 + random.nextInt(7));
        isPlain &= topic[at] > 0 && topic[at] != '+' && topic[at] != '#';
      }
      assertThat(Utf8.isPlainTopic(topic, 0, topic.length))
          .as(() -> Hex.of(topic))
          .isEqualTo(isPlain);
    }
  }
}
