package io.edgemq.ingest.websocket;

import static io.edgemq.ingest.websocket.ClientFrames.BINARY;
import static io.edgemq.ingest.websocket.ClientFrames.CLOSE;
import static io.edgemq.ingest.websocket.ClientFrames.CONTINUATION;
import static io.edgemq.ingest.websocket.ClientFrames.FIN;
import static io.edgemq.ingest.websocket.ClientFrames.PING;
import static io.edgemq.ingest.websocket.ClientFrames.PONG;
import static io.edgemq.ingest.websocket.ClientFrames.TEXT;
import static io.edgemq.ingest.websocket.ClientFrames.ascii;
import static io.edgemq.ingest.websocket.ClientFrames.binary;
import static io.edgemq.ingest.websocket.ClientFrames.frame;
import static io.edgemq.ingest.websocket.ClientFrames.header;
import static io.edgemq.ingest.websocket.ClientFrames.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.mqtt.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules of RFC 6455, section 5. What is decoded here is decoded whole, byte by byte, and in
/// two chunks cut at every place, and must always come to the same.
class FrameDecoderTest {
  private static final int MAX = 70_000;
  private static final int EVERY_CUT_MAX = 2_000;

  /// What came of some bytes.
  private record Outcome(String payload, @Nullable String ping, @Nullable CloseFrame closing) {}

  @Test
  void aFrameIsUnmasked() {
    Outcome outcome =
        decode(
            HexFormat.ofDelimiter(" ")
                .parseHex("82 85 37 fa 21 3d 7f 9f 4d 51 58")); // section 5.7, but binary

    assertThat(outcome).isEqualTo(new Outcome("Hello", null, null));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 124, 125, 126, 127, 65_535, 65_536, MAX})
  void everyLengthIsRead(int length) {
    byte[] payload = new byte[length];
    new Random(length).nextBytes(payload);

    assertThat(decode(join(binary(payload), binary("next"))).payload())
        .isEqualTo(latin(payload) + "next");
  }

  @Test
  void fragmentsAreOneRunOfBytesWithControlFramesAmongThem() {
    Outcome outcome =
        decode(
            join(
                frame(BINARY, "one "),
                frame(FIN | PING, "p"),
                frame(CONTINUATION, ""),
                frame(CONTINUATION, "two "),
                frame(FIN | PONG, "unasked"),
                frame(FIN | CONTINUATION, "three "),
                binary("four")));

    assertThat(outcome).isEqualTo(new Outcome("one two three four", "p", null));
  }

  @Test
  void theLatestPingIsTheOneToAnswer() {
    var decoder = new FrameDecoder(MAX);
    byte[] chunk = join(frame(FIN | PING, "a"), binary("x"), frame(FIN | PING, "b"));

    decoder.decode(chunk, 0, chunk.length);

    assertThat(decoder.takePing()).isEqualTo(ascii("b"));
    assertThat(decoder.takePing()).as("taken once").isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125})
  void aPingMayHaveUpTo125Bytes(int length) {
    assertThat(decode(frame(FIN | PING, "p".repeat(length))).ping()).isEqualTo("p".repeat(length));
  }

  @Test
  void thePayloadOfAChunkIsMovedToItsFront() {
    byte[] frames = join(binary("ab"), frame(FIN | PING, "p"), binary("cde"));
    byte[] chunk = join(ascii("before"), frames, ascii("behind"));

    int end = new FrameDecoder(MAX).decode(chunk, 6, 6 + frames.length);

    assertThat(new String(chunk, 0, end, StandardCharsets.US_ASCII)).isEqualTo("beforeabcde");
    assertThat(new String(chunk, chunk.length - 6, 6, StandardCharsets.US_ASCII))
        .isEqualTo("behind");
  }

  @Test
  void aCloseWithoutACodeIsAnsweredWithoutOne() {
    assertThat(decode(frame(FIN | CLOSE, "")).closing())
        .isEqualTo(new CloseFrame(CloseFrame.NO_CODE, ""));
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1003, 1007, 1008, 1011, 1014, 3000, 4999})
  void theCodeOfACloseGoesBack(int code) {
    assertThat(decode(ClientFrames.close(code, "déjà vu".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo(new Outcome("", null, new CloseFrame(code, "")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535})
  void aCloseCodeThatMustNotBeSentIsRefused(int code) {
    assertThat(decode(ClientFrames.close(code, new byte[0])).closing())
        .isEqualTo(Violation.CLOSE_CODE.closeFrame());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "c080", "eda080", "f4908080", "61c3", "80"})
  void aCloseReasonThatIsNotUtf8IsRefused(String reason) {
    assertThat(decode(ClientFrames.close(1000, HexFormat.of().parseHex(reason))).closing())
        .isEqualTo(Violation.CLOSE_REASON.closeFrame());
  }

  static Stream<Arguments> violations() {
    return Stream.of(
        refused(Violation.RESERVED_BIT, bytes(FIN | 0x40 | BINARY)),
        refused(Violation.RESERVED_BIT, bytes(FIN | 0x20 | BINARY)),
        refused(Violation.RESERVED_BIT, bytes(FIN | 0x10 | PING)),
        refused(Violation.RESERVED_BIT, bytes(FIN | 0x40 | TEXT)),
        refused(Violation.UNKNOWN_OPCODE, bytes(FIN | 0x3)),
        refused(Violation.UNKNOWN_OPCODE, bytes(FIN | 0x7)),
        refused(Violation.UNKNOWN_OPCODE, bytes(FIN | 0xB)),
        refused(Violation.UNKNOWN_OPCODE, bytes(FIN | 0xF)),
        refused(Violation.NOT_MASKED, bytes(FIN | BINARY, 5)),
        refused(Violation.NOT_MASKED, bytes(FIN | PING, 0)),
        refused(Violation.CONTROL_FRAGMENTED, bytes(PING)),
        refused(Violation.CONTROL_FRAGMENTED, bytes(PONG)),
        refused(Violation.CONTROL_FRAGMENTED, bytes(CLOSE)),
        refused(Violation.CONTROL_TOO_LONG, bytes(FIN | PING, 0x80 | 126)),
        refused(Violation.CONTROL_TOO_LONG, bytes(FIN | PONG, 0x80 | 126)),
        refused(Violation.CONTROL_TOO_LONG, bytes(FIN | CLOSE, 0x80 | 127)),
        refused(Violation.LENGTH_NOT_MINIMAL, bytes(FIN | BINARY, 0x80 | 126, 0, 125)),
        refused(Violation.LENGTH_NOT_MINIMAL, withoutMask(header(FIN | BINARY, 0xFFFF, 8, 0))),
        refused(Violation.LENGTH_NOT_MINIMAL, withoutMask(header(FIN | BINARY, 5, 8, 0))),
        refused(Violation.LENGTH_NEGATIVE, withoutMask(header(FIN | BINARY, -1L, 8, 0))),
        refused(Violation.LENGTH_NEGATIVE, withoutMask(header(FIN | BINARY, Long.MIN_VALUE, 8, 0))),
        refused(Violation.NOTHING_TO_CONTINUE, bytes(CONTINUATION)),
        refused(Violation.NOTHING_TO_CONTINUE, bytes(FIN | CONTINUATION)),
        refused(Violation.NOTHING_TO_CONTINUE, join(binary(""), bytes(CONTINUATION))),
        refused(
            Violation.NOTHING_TO_CONTINUE,
            join(frame(BINARY, ""), frame(FIN | CONTINUATION, ""), bytes(FIN | CONTINUATION))),
        refused(Violation.MESSAGE_NOT_ENDED, join(frame(BINARY, ""), bytes(FIN | BINARY))),
        refused(Violation.MESSAGE_NOT_ENDED, join(frame(BINARY, ""), bytes(TEXT))),
        refused(Violation.TEXT, bytes(FIN | TEXT)),
        refused(Violation.TEXT, bytes(TEXT)),
        refused(Violation.CLOSE_CUT, frame(FIN | CLOSE, "x")),
        refused(Violation.MESSAGE_TOO_LARGE, withoutMask(header(FIN | BINARY, MAX + 1))),
        refused(Violation.MESSAGE_TOO_LARGE, withoutMask(header(FIN | BINARY, Long.MAX_VALUE))));
  }

  /// @param bytes of which the last one breaks the rule
  private static Arguments refused(Violation violation, byte[] bytes) {
    return Arguments.of(violation, HexFormat.of().formatHex(bytes), bytes);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("violations")
  void aBrokenRuleIsFoundAtTheByteThatBreaksIt(Violation violation, String hex, byte[] bytes) {
    assertThat(decode(bytes).closing()).isEqualTo(violation.closeFrame());
    assertThat(decode(Arrays.copyOf(bytes, bytes.length - 1)).closing()).as("before").isNull();
    assertThat(decode(join(bytes, new byte[20])).closing())
        .as("with more behind it")
        .isEqualTo(violation.closeFrame());
  }

  @Test
  void theCodesAreThoseOfTheStandard() {
    assertThat(Violation.values())
        .allSatisfy(it -> {
          int code = it.closeFrame().code();
          assertThat(code)
              .isEqualTo(
                  switch (it) {
                    case TEXT -> 1003;
                    case CLOSE_REASON -> 1007;
                    case MESSAGE_TOO_LARGE -> 1009;
                    default -> 1002;
                  });
        });
  }

  @Test
  void whatStandsBeforeABrokenRuleIsHandedOutAndWhatStandsBehindItIsNot() {
    assertThat(decode(join(binary("before"), bytes(FIN | TEXT, 0x80, 0, 0, 0, 0), binary("x"))))
        .isEqualTo(new Outcome("before", null, Violation.TEXT.closeFrame()));
    assertThat(decode(join(binary("before"), frame(FIN | CLOSE, ""), binary("x"))))
        .isEqualTo(new Outcome("before", null, new CloseFrame(CloseFrame.NO_CODE, "")));
  }

  @Test
  void theFragmentsOfAMessageAreCountedTogether() {
    byte[] most = frame(BINARY, new byte[MAX - 10]);

    assertThat(decode(join(most, frame(CONTINUATION, new byte[10]))).closing()).isNull();
    assertThat(decode(join(most, withoutMask(header(FIN | CONTINUATION, 11)))).closing())
        .isEqualTo(Violation.MESSAGE_TOO_LARGE.closeFrame());
  }

  @Test
  void everyMessageIsCountedForItself() {
    byte[] largest = binary(new byte[MAX]);

    assertThat(decode(join(largest, frame(FIN | PING, "p".repeat(125)), largest)).closing())
        .isNull();
  }

  static LongStream seeds() {
    return Seeds.upTo(300);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatAClientFramesComesOutHoweverItIsCut(long seed) {
    var random = new Random(seed);
    var frames = new ByteArrayOutputStream();
    var expected = new ByteArrayOutputStream();
    @Nullable String ping = null;
    for (int messages = random.nextInt(1, 20); messages > 0; messages--) {
      int fragments = random.nextInt(1, 4);
      for (int i = 0; i < fragments; i++) {
        byte[] payload = randomBytes(random, random.nextInt(10) == 0 ? 70_000 / fragments : 300);
        int first = (i == 0 ? BINARY : CONTINUATION) | (i == fragments - 1 ? FIN : 0);
        frames.writeBytes(frame(first, payload, random.nextInt()));
        expected.writeBytes(payload);
        if (random.nextInt(4) == 0) {
          byte[] asked = randomBytes(random, 125);
          frames.writeBytes(frame(FIN | PING, asked, random.nextInt()));
          ping = latin(asked);
        } else if (random.nextInt(8) == 0) {
          frames.writeBytes(frame(FIN | PONG, randomBytes(random, 125), random.nextInt()));
        }
      }
    }

    assertThat(decodeAtRandomCuts(frames.toByteArray(), random))
        .isEqualTo(new Outcome(latin(expected.toByteArray()), ping, null));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void damagedFramesComeToTheSameHoweverTheyAreCut(long seed) {
    var random = new Random(seed);
    var frames = new ByteArrayOutputStream();
    for (int i = random.nextInt(1, 6); i > 0; i--) {
      int[] openings = {FIN | BINARY, BINARY, CONTINUATION, FIN | PING, FIN | CLOSE, FIN | TEXT};
      int first = openings[random.nextInt(openings.length)];
      frames.writeBytes(frame(first, randomBytes(random, 60), random.nextInt()));
    }
    byte[] damaged = frames.toByteArray();
    for (int i = random.nextInt(3); i > 0; i--) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
    }

    assertThat(decodeAtRandomCuts(damaged, random)).isEqualTo(decode(damaged));
  }

  private static byte[] randomBytes(Random random, int max) {
    byte[] bytes = new byte[random.nextInt(max + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Outcome decodeAtRandomCuts(byte[] bytes, Random random) {
    int[] cuts = random.ints(random.nextInt(10), 0, bytes.length + 1).sorted().toArray();
    return decode(bytes, cuts);
  }

  private static Outcome decode(byte[] bytes) {
    Outcome whole = decode(bytes, new int[0]);
    if (bytes.length <= EVERY_CUT_MAX) {
      int[] everywhere = LongStream.range(1, bytes.length).mapToInt(it -> (int) it).toArray();
      assertThat(decode(bytes, everywhere)).as("byte by byte").isEqualTo(whole);
      for (int cut : everywhere) {
        assertThat(decode(bytes, new int[] {cut})).as("cut at %d", cut).isEqualTo(whole);
      }
    }
    return whole;
  }

  private static Outcome decode(byte[] bytes, int[] cuts) {
    var decoder = new FrameDecoder(MAX);
    var payload = new ByteArrayOutputStream();
    @Nullable String ping = null;
    int from = 0;
    for (int i = 0; i <= cuts.length && decoder.closing() == null; i++) {
      int to = i < cuts.length ? cuts[i] : bytes.length;
      byte[] chunk = Arrays.copyOfRange(bytes, from, to);
      payload.write(chunk, 0, decoder.decode(chunk, 0, chunk.length));
      byte[] asked = decoder.takePing();
      ping = asked == null ? ping : latin(asked);
      from = to;
    }
    return new Outcome(latin(payload.toByteArray()), ping, decoder.closing());
  }

  private static byte[] withoutMask(byte[] header) {
    return Arrays.copyOf(header, header.length - 4);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  /// One character for each byte.
  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
