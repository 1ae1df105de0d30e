package io.edgemq.storage.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentScanTest {
  private static final long TS = 1_700_000_000_000L;

  @Test
  void nothingIsSoundAndEmpty() {
    SegmentScan scan = SegmentScan.of(new byte[0], 0);

    assertThat(scan.isSound()).isTrue();
    assertThat(scan.frames()).isZero();
    assertThat(scan.goodBytes()).isZero();
  }

  @Test
  void aSoundSegmentIsCountedWhole() {
    byte[] bytes = Hex.join(frame(TS + 2, "a"), frame(TS, "bb"), frame(TS + 1, ""));

    assertThat(SegmentScan.of(bytes, bytes.length))
        .isEqualTo(new SegmentScan(3, TS, TS + 2, bytes.length, List.of()));
  }

  @Test
  void bytesBehindTheLengthAreNotLookedAt() {
    byte[] bytes = Hex.join(frame(TS, "a"), frame(TS, "b"), new byte[100]);
    int length = bytes.length - 100;

    assertThat(SegmentScan.of(bytes, length).isSound()).isTrue();
    assertThat(SegmentScan.of(bytes, length).frames()).isEqualTo(2);
  }

  @Test
  void aSegmentCutOffAnywhereKeepsItsWholeFramesAndIsTorn() {
    byte[] bytes = Hex.join(frame(TS, "first"), frame(TS, ""), frame(TS + 1, "the third one"));
    List<Integer> ends = List.of(0, 22, 39, bytes.length);
    for (int length = 0; length <= bytes.length; length++) {
      int cut = length;
      int kept = ends.stream().filter(it -> it <= cut).mapToInt(it -> it).max().orElseThrow();
      SegmentScan scan = SegmentScan.of(bytes, length);

      assertThat(scan.goodBytes()).as("cut at %d", length).isEqualTo(kept);
      assertThat(scan.frames()).isEqualTo(ends.indexOf(kept));
      assertThat(scan.isSound()).isEqualTo(kept == length);
      assertThat(scan.isTorn(length)).isEqualTo(kept != length);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 17, 18, 4096, 100_000})
  void zerosBehindTheLastFrameAreATornTail(int zeros) {
    byte[] bytes = Hex.join(frame(TS, "a"), new byte[zeros]);
    SegmentScan scan = SegmentScan.of(bytes, bytes.length);

    assertThat(scan.isTorn(bytes.length)).isTrue();
    assertThat(scan.goodBytes()).isEqualTo(18);
    assertThat(scan.frames()).isEqualTo(1);
  }

  @Test
  void aHoleOfZerosWithFramesBehindIsNoTornTail() {
    byte[] bytes = Hex.join(frame(TS, "a"), new byte[300], frame(TS, "b"), frame(TS + 9, "c"));
    SegmentScan scan = SegmentScan.of(bytes, bytes.length);

    assertThat(scan.isTorn(bytes.length)).isFalse();
    assertThat(scan.frames()).isEqualTo(3);
    assertThat(scan.lastTimestampMs()).isEqualTo(TS + 9);
    assertThat(scan.gaps())
        .containsExactly(new SegmentScan.Gap(18, 318, FrameReader.Stop.LENGTH_TOO_SMALL));
  }

  @Test
  void aHoleAtTheVeryBeginningIsSteppedOver() {
    byte[] bytes = Hex.join(new byte[50], frame(TS, "b"));
    SegmentScan scan = SegmentScan.of(bytes, bytes.length);

    assertThat(scan.frames()).isEqualTo(1);
    assertThat(scan.gaps()).hasSize(1);
    assertThat(scan.isTorn(bytes.length)).isFalse();
  }

  @Test
  void severalHolesAreSeveralGaps() {
    byte[] bytes =
        Hex.join(frame(TS, "a"), new byte[3], frame(TS, "b"), new byte[40], frame(TS, "c"));
    SegmentScan scan = SegmentScan.of(bytes, bytes.length);

    assertThat(scan.frames()).isEqualTo(3);
    assertThat(scan.gaps()).hasSize(2);
    assertThat(scan.goodBytes()).isEqualTo(3 * 18);
  }

  @Test
  void framesBehindAFaultAreFoundHoweverWrongTheClockWas() {
    byte[] bytes = Hex.join(frame(5_000, "1970"), new byte[20], frame(TS, "set by now"));

    assertThat(SegmentScan.of(bytes, bytes.length).frames()).isEqualTo(2);
    byte[] allOf1970 = Hex.join(new byte[20], frame(5_000, "1970"), frame(5_001, "still"));
    assertThat(SegmentScan.of(allOf1970, allOf1970.length).frames()).isEqualTo(2);
  }

  @Test
  void aFrameWithoutPayloadBehindAFaultMustBeOfTheSameTime() {
    byte[] near = Hex.join(frame(TS, "a"), new byte[20], frame(TS + 1000, ""));
    byte[] far = Hex.join(frame(TS, "a"), new byte[20], frame(TS + 172_800_000, ""));

    assertThat(SegmentScan.of(near, near.length).frames()).isEqualTo(2);
    assertThat(SegmentScan.of(far, far.length).frames()).isEqualTo(1);
  }

  @Test
  void aFlippedBitAnywhereLosesAtMostTheFrameItIsIn() {
    byte[][] frames = {
      frame(TS, "one"),
      mqtt(TS + 1, "t/2", "two"),
      frame(TS + 2, ""),
      mqtt(TS + 3, "t", ""),
      frame(TS + 4, "the fifth and last")
    };
    byte[] bytes = Hex.join(frames);
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] flipped = bytes.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      List<byte[]> found = frames(flipped);

      int hit = frameAt(frames, bit / 8);
      var others = new ArrayList<byte[]>(List.of(frames));
      others.remove(hit);
      if (isTimestamp(frames, bit / 8)) {
        // Nothing covers TS: the frame is shown, with its payload as it was.
        assertThat(found).as("bit %d", bit).hasSize(frames.length);
        assertThat(payload(found.get(hit))).isEqualTo(payload(frames[hit]));
        found.remove(hit);
      }
      assertThat(found.toArray(byte[][]::new))
          .as("bit %d", bit)
          .isDeepEqualTo(others.toArray(byte[][]::new));
    }
  }

  private static int frameAt(byte[][] frames, int at) {
    int end = 0;
    for (int i = 0; i < frames.length; i++) {
      end += frames[i].length;
      if (at < end) {
        return i;
      }
    }
    throw new IllegalArgumentException("offset " + at);
  }

  private static boolean isTimestamp(byte[][] frames, int at) {
    int start = 0;
    for (int i = 0; i < frameAt(frames, at); i++) {
      start += frames[i].length;
    }
    return at - start >= Frame.TIMESTAMP_AT && at - start < Frame.HEADER_BYTES;
  }

  private static byte[] payload(byte[] frame) {
    return Arrays.copyOfRange(frame, Frame.HEADER_BYTES, frame.length);
  }

  /// All frames that a scan counts: what lies between its gaps.
  private static List<byte[]> frames(byte[] bytes) {
    SegmentScan scan = SegmentScan.of(bytes, bytes.length);
    var frames = new ArrayList<byte[]>();
    int from = 0;
    for (SegmentScan.Gap gap : scan.gaps()) {
      readAll(bytes, from, gap.from(), frames);
      from = gap.to();
    }
    readAll(bytes, from, bytes.length, frames);
    assertThat(frames).hasSize(scan.frames());
    return frames;
  }

  private static void readAll(byte[] bytes, int from, int to, List<byte[]> frames) {
    var reader = new FrameReader(bytes, from, to);
    while (reader.next()) {
      frames.add(Arrays.copyOfRange(bytes, reader.offset(), reader.offset() + reader.length()));
    }
    assertThat(reader.stop()).isEqualTo(FrameReader.Stop.END);
  }

  private static byte[] frame(long timestampMs, String payload) {
    byte[] bytes = payload.getBytes(UTF_8);
    var run = new FrameRun();
    run.addHttp(timestampMs, bytes, 0, bytes.length);
    return Arrays.copyOf(run.finish().bytes(), Frame.HEADER_BYTES + bytes.length);
  }

  private static byte[] mqtt(long timestampMs, String topic, String message) {
    byte[] bytes = (topic + message).getBytes(UTF_8);
    var run = new FrameRun();
    run.addMqtt(
        timestampMs, bytes, 0, topic.length(), topic.length(), bytes.length - topic.length());
    FrameBatch batch = run.finish();
    return Arrays.copyOf(batch.bytes(), batch.length());
  }
}
