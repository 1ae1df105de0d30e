package io.edgemq.storage.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Bytes of any kind: nothing is thrown, and frames and gaps together are all of the bytes, each
/// once. `-Dseed=` repeats one seed.
class SegmentScanFuzzTest {
  private static final long TS = 1_700_000_000_000L;

  static LongStream seeds() {
    Long only = Long.getLong("seed");
    return only == null ? LongStream.range(0, 500) : LongStream.of(only);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void framesAndGapsTileTheBytes(long seed) {
    var random = new Random(seed);
    byte[] bytes = bytes(random);
    int length = bytes.length == 0 ? 0 : bytes.length - random.nextInt(Math.min(bytes.length, 9));
    SegmentScan scan = SegmentScan.of(bytes, length);

    int frames = 0;
    int good = 0;
    int from = 0;
    for (SegmentScan.Gap gap : scan.gaps()) {
      assertThat(gap.from()).isGreaterThanOrEqualTo(from);
      assertThat(gap.to()).isGreaterThan(gap.from()).isLessThanOrEqualTo(length);
      assertThat(gap.stop()).isNotEqualTo(FrameReader.Stop.END);
      frames += count(bytes, from, gap.from());
      good += gap.from() - from;
      from = gap.to();
    }
    frames += count(bytes, from, length);
    good += length - from;
    assertThat(scan.frames()).isEqualTo(frames);
    assertThat(scan.goodBytes()).isEqualTo(good);
    assertThat(scan.firstTimestampMs()).isLessThanOrEqualTo(scan.lastTimestampMs());
  }

  /// Frames that lie back to back and fill `[from, to)`.
  private static int count(byte[] bytes, int from, int to) {
    var reader = new FrameReader(bytes, from, to);
    int count = 0;
    while (reader.next()) {
      count++;
    }
    assertThat(reader.stop()).isEqualTo(FrameReader.Stop.END);
    assertThat(reader.offset()).isEqualTo(to);
    return count;
  }

  /// Noise, zeros, true frames, frames that were tampered with, and headers without frames.
  private static byte[] bytes(Random random) {
    byte[][] parts = new byte[random.nextInt(12)][];
    for (int i = 0; i < parts.length; i++) {
      byte[] noise = new byte[random.nextInt(200)];
      parts[i] =
          switch (random.nextInt(6)) {
            case 0 -> noise(random, noise);
            case 1 -> noise;
            case 2 -> {
              byte[] frame = frame(random, noise(random, noise));
              frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
              yield frame;
            }
            case 3 -> {
              byte[] header = frame(random, noise(random, noise));
              BigEndian.putInteger(header, 0, random.nextInt());
              yield header;
            }
            default -> frame(random, noise(random, noise));
          };
    }
    return Hex.join(parts);
  }

  private static byte[] noise(Random random, byte[] bytes) {
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] frame(Random random, byte[] payload) {
    var run = new FrameRun();
    if (random.nextBoolean()) {
      run.addHttp(TS + random.nextInt(1000), payload, 0, payload.length);
    } else {
      int topic = random.nextInt(payload.length + 1);
      run.addMqtt(TS + random.nextInt(1000), payload, 0, topic, topic, payload.length - topic);
    }
    FrameBatch batch = run.finish();
    return Arrays.copyOf(batch.bytes(), batch.length());
  }
}
