package io.edgemq.ingest.http.body;

import static io.edgemq.ingest.http.body.Bodies.NDJSON;
import static io.edgemq.ingest.http.body.Bodies.bytes;
import static io.edgemq.ingest.http.body.Bodies.records;
import static io.edgemq.ingest.http.body.Bodies.zstd;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZstdDecoderTest {
  private static final byte[] TWO_LINES = zstd(bytes("one\ntwo\n"));

  private static final byte[] SKIPPABLE = HexFormat.of().parseHex("502a4d1803000000" + "616263");

  private static BodyOutcome outcome(byte[] sent) {
    BodyOutcome whole = Bodies.outcome(NDJSON, "zstd", BodyLimits.DEFAULT, sent);
    BodyOutcome singly = Bodies.outcome(NDJSON, "zstd", BodyLimits.DEFAULT, sent, 1, new Random(1));
    assertThat(Bodies.told(singly)).isEqualTo(Bodies.told(whole));
    return whole;
  }

  private static void assertRefused(byte[] sent, String detail) {
    var refused = (Rejected) outcome(sent);
    assertThat(refused.reason()).isEqualTo(Rejection.BAD_ENCODING);
    assertThat(refused.detail()).contains(detail);
  }

  private static byte[] joined(byte[]... parts) {
    var out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /// A frame that asks for a window of 2^log bytes and holds `a`.
  private static byte[] windowed(int log) {
    byte[] frame = HexFormat.of().parseHex("28b52ffd" + "00" + "00" + "090000" + "61");
    frame[5] = (byte) ((log - 10) << 3); // Window_Descriptor, RFC 8878 section 3.1.1.1.2
    return frame;
  }

  @Test
  void aBodyIsDecoded() {
    assertThat(records(outcome(TWO_LINES))).containsExactly("one", "two");
  }

  @Test
  void aBodyLargerThanEveryBufferIsDecoded() {
    byte[] noise = new byte[300_000];
    new Random(7).nextBytes(noise);

    var whole = Bodies.outcome(Bodies.OCTETS, "zstd", BodyLimits.DEFAULT, zstd(noise));
    var inParts =
        Bodies.outcome(
            Bodies.OCTETS, "zstd", BodyLimits.DEFAULT, zstd(noise), 10_000, new Random(1));

    assertThat(bytes(records(whole).getFirst())).isEqualTo(noise);
    assertThat(bytes(records(inParts).getFirst())).isEqualTo(noise);
  }

  @Test
  void framesFollowEachOtherWithinALine() {
    byte[] sent =
        joined(
            zstd(bytes("on")),
            SKIPPABLE,
            zstd(new byte[0]),
            zstd(bytes("e\ntw")),
            zstd(bytes("o")));

    assertThat(records(outcome(sent))).containsExactly("one", "two");
  }

  @Test
  void tenThousandFramesAreTakenAndNoMore() {
    byte[][] frames = new byte[10_000][];
    Arrays.fill(frames, zstd(new byte[0]));
    frames[0] = zstd(bytes("a"));
    byte[] most = joined(frames);

    assertThat(records(outcome(most))).containsExactly("a");
    assertRefused(joined(most, zstd(new byte[0])), "more than 10000 frames");
  }

  @Test
  void framesThatComeInChunksOfTheirOwnFollowEachOther() {
    try (var body = IngestBody.begin(NDJSON, "zstd", BodyLimits.DEFAULT, Bodies.TIMESTAMP_MS)) {
      for (byte[] frame : new byte[][] {zstd(bytes("on")), SKIPPABLE, zstd(bytes("e\ntwo"))}) {
        body.feed(frame, 0, frame.length);
      }

      assertThat(records(body.finish())).containsExactly("one", "two");
    }
  }

  @Test
  void aWindowOfEightMebibytesIsTaken() {
    assertThat(records(outcome(windowed(23)))).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 27, 31, 41})
  void aLargerWindowIsRefused(int log) {
    assertRefused(windowed(log), "window of more than 8388608 bytes");
  }

  /// A frame that says how much it holds could be decoded at one stroke if it is there whole.
  @Test
  void aLargerWindowIsRefusedAlsoWhereItIsNotNeeded() {
    byte[] sound = HexFormat.of().parseHex("28b52ffd" + "40" + "6800" + "00" + "030800" + "61");
    byte[] frame = sound.clone();
    frame[5] = (byte) (19 << 3); // 512 MiB

    assertThat(records(outcome(sound))).containsExactly("a".repeat(256));
    assertRefused(frame, "window of more than 8388608 bytes");
    assertRefused(joined(sound, frame), "window of more than 8388608 bytes");
  }

  @Test
  void aBodyAsLargeAsTheLimitIsDecodedAtAnyOrdinaryLevel() {
    byte[] lines = bytes("0123456789abcde\n".repeat(1 << 20));

    for (int level : new int[] {1, 3, 19}) {
      byte[] sent = Zstd.compress(lines, level);
      assertThat(
              records(
                  Bodies.outcome(NDJSON, "zstd", new BodyLimits(16 << 20, 100, 64 << 20), sent)))
          .hasSize(1 << 20);
    }
  }

  @Test
  void whatIsNotZstdIsRefused() {
    assertRefused(bytes("one\ntwo\n"), "damaged");
  }

  @Test
  void aFrameOfTheFormatsBeforeTheStandardIsRefused() {
    byte[] frame = HexFormat.of().parseHex("25b52ffd" + "01" + "400001" + "61" + "c00000"); // 0.5

    assertRefused(frame, "damaged");
    assertRefused(joined(TWO_LINES, frame), "damaged");
    assertRefused(joined(bytes("("), frame), "damaged");
  }

  @Test
  void dataThatDoesNotFitItsChecksumIsRefused() {
    byte[] sent = TWO_LINES.clone();
    sent[sent.length - 1] ^= 1;

    assertRefused(sent, "damaged");
  }

  @Test
  void aBodyThatIsCutOffAnywhereIsRefused() {
    byte[] whole = joined(SKIPPABLE, TWO_LINES);

    for (int length = 1; length < whole.length; length++) {
      if (length != SKIPPABLE.length) {
        assertRefused(Arrays.copyOf(whole, length), "cut off");
      }
    }
  }

  @Test
  void anythingBehindTheLastFrameIsRefused() {
    assertRefused(joined(TWO_LINES, bytes("more")), "damaged");
    assertRefused(joined(TWO_LINES, new byte[1]), "");
  }

  @Test
  void aBombIsRefusedWithinABufferOfTheLimit() {
    byte[] bomb = zstd(bytes("1234567\n".repeat(8 << 20)));
    var output = new CountingOutput(1 << 20);
    try (var decoder = new ZstdDecoder()) {
      Rejected refused = decoder.decode(bomb, 0, bomb.length, output);

      assertThat(refused).isSameAs(CountingOutput.FULL);
      assertThat(output.taken()).isBetween(1L << 20, (1L << 20) + (32 << 10));
      assertThat(decoder.heldBytes()).isLessThan(2 << 20);
    }
  }
}
