package io.edgemq.ingest.http.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Bodies of every kind, sound and damaged, with limits that they may or may not reach: none makes
/// a call throw, and what becomes of one does not depend on how it is cut. `-Dseed=` repeats one
/// seed.
class IngestBodyFuzzTest {
  private static final List<String> TYPES =
      List.of(Bodies.NDJSON, Bodies.JSON, Bodies.RECORD_IO, Bodies.OCTETS);

  private static final String INSERTED = "[]{},\"\\\r\n 1\u0000";

  static LongStream seeds() {
    @Nullable Long one = Long.getLong("seed");
    return one == null
        ? LongStream.range(0, Integer.getInteger("seeds", 1000))
        : LongStream.of(one);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aBodyIsTakenOrRefusedTheSameHoweverItIsCut(long seed) {
    var random = new Random(seed);
    String contentType = TYPES.get(random.nextInt(TYPES.size()));
    byte[] body = damaged(body(contentType, random), random);
    BodyLimits limits = limits(random);

    BodyOutcome whole = Bodies.outcome(contentType, null, limits, body);
    for (int chunkBytesMax : new int[] {1, 3, 20, 200}) {
      BodyOutcome cut = Bodies.outcome(contentType, null, limits, body, chunkBytesMax, random);
      assertThat(Bodies.told(cut)).isEqualTo(Bodies.told(whole));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anEncodedBodyIsTakenAsThePlainOneIs(long seed) {
    var random = new Random(seed);
    String contentType = TYPES.get(random.nextInt(TYPES.size()));
    byte[] body = damaged(body(contentType, random), random);
    BodyLimits limits = new BodyLimits(1 << 20, 1 + random.nextInt(200), 1 << 20);

    BodyOutcome plain = Bodies.outcome(contentType, null, limits, body);
    BodyOutcome gzip = Bodies.outcome(contentType, "gzip", limits, Bodies.gzip(body), 50, random);
    BodyOutcome zstd = Bodies.outcome(contentType, "zstd", limits, Bodies.zstd(body), 50, random);

    assertThat(Bodies.told(gzip)).isEqualTo(Bodies.told(plain));
    assertThat(Bodies.told(zstd)).isEqualTo(Bodies.told(plain));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aDamagedEncodingIsRefusedOrGivesWhatWasSent(long seed) {
    var random = new Random(seed);
    byte[] lines = body(Bodies.NDJSON, random);
    boolean isGzip = random.nextBoolean();
    String encoding = isGzip ? "gzip" : "zstd";
    byte[] encoded = isGzip ? Bodies.gzip(lines) : Bodies.zstd(lines);
    byte[] sent = damaged(encoded, random);

    BodyOutcome whole = Bodies.outcome(Bodies.NDJSON, encoding, BodyLimits.DEFAULT, sent);
    BodyOutcome cut = Bodies.outcome(Bodies.NDJSON, encoding, BodyLimits.DEFAULT, sent, 20, random);

    assertThat(cut instanceof Rejected).isEqualTo(whole instanceof Rejected);
    if (whole instanceof BodyOutcome.Frames) {
      assertThat(Bodies.told(cut)).isEqualTo(Bodies.told(whole));
    }
  }

  private static BodyLimits limits(Random random) {
    int recordBytesMax = 1 + random.nextInt(random.nextBoolean() ? 20 : 2000);
    return new BodyLimits(
        1 + random.nextInt(3000), recordBytesMax, recordBytesMax + 17 + random.nextInt(5000));
  }

  private static byte[] body(String contentType, Random random) {
    var body = new StringBuilder();
    int records = random.nextInt(12);
    switch (contentType) {
      case Bodies.NDJSON -> {
        for (int i = 0; i < records; i++) {
          body.append(text(random)).append(random.nextBoolean() ? "\n" : "\r\n");
        }
      }
      case Bodies.JSON -> RandomJson.body(random, body);
      case Bodies.RECORD_IO -> {
        for (int i = 0; i < records; i++) {
          body.append(Bodies.recordIo(text(random) + "x"));
        }
      }
      default -> body.append(text(random));
    }
    return Bodies.bytes(body.toString());
  }

  private static String text(Random random) {
    byte[] bytes = new byte[random.nextInt(random.nextInt(4) == 0 ? 500 : 20)];
    random.nextBytes(bytes);
    return new String(bytes, ISO_8859_1);
  }

  /// The same, or cut off, or with bytes changed, taken out or put in.
  private static byte[] damaged(byte[] sound, Random random) {
    var bytes = new StringBuilder(new String(sound, ISO_8859_1));
    for (int damages = random.nextInt(4); damages > 0 && !bytes.isEmpty(); damages--) {
      int at = random.nextInt(bytes.length());
      switch (random.nextInt(5)) {
        case 0 -> bytes.setLength(at);
        case 1 -> bytes.setCharAt(at, (char) random.nextInt(256));
        case 2 -> bytes.deleteCharAt(at);
        case 3 -> bytes.insert(at, INSERTED.charAt(random.nextInt(INSERTED.length())));
        default -> bytes.setCharAt(at, (char) (bytes.charAt(at) ^ 1 << random.nextInt(8)));
      }
    }
    return Bodies.bytes(bytes.toString());
  }
}
