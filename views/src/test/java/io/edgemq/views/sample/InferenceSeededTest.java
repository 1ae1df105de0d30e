package io.edgemq.views.sample;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.views.rows.Documents;
import io.edgemq.views.rows.ViewCounts;
import java.io.IOException;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is proposed for random samples is a sound definition, and makes a row of each of them.
class InferenceSeededTest {
  private static final String[] NAMES = {
    "id",
    "temp",
    "Temp",
    "a b",
    "ts",
    "nested",
    "9",
    "ä",
    "\\u0000",
    "x'y",
    "device-id",
    "rest",
    "dt"
  };
  private static final String[][] VALUES = {
    {"1", "2", "-5", "0", "-0", "123456"},
    {"1", "1.5", "2e3", "-0.25"},
    {"9223372036854775807", "9223372036854775808", "-170141183460469231731687303715884105728"},
    {"1e400", "1", "0.1"},
    {"\"2026-01-31\"", "\"1999-12-01\""},
    {"\"2026-01-31\"", "\"2026-01-31T10:00:00Z\"", "\"2026-01-31 10:00:00.123456\""},
    {"\"2026-01-31T10:00:00.123456789Z\"", "\"2026-02-30\""},
    {"true", "false"},
    {"\"on\"", "\"off\"", "\"\"", "\"\\ud83c\"", "\"\\n\""},
    {"\"12\"", "\"1.5\""},
    {"1700000000000", "1700000000001"},
    {"[1,2]", "[]", "[null,3]"},
    {"[\"a\"]", "[1]"},
    {"{}", "{\"a\":{\"b\":{\"c\":{\"d\":{\"e\":{\"f\":{\"g\":1}}}}}}}", "{\"a\":{\"b\":2}}"},
    {"[{\"v\":1}]", "[{\"v\":\"x\"}]"},
    {"1", "\"x\"", "true", "null", "[1]", "{\"k\":1}"}
  };

  static LongStream seeds() {
    return Long.getLong("seed") != null
        ? LongStream.of(Long.getLong("seed"))
        : LongStream.range(0, Integer.getInteger("seeds", 60));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whateverTheSamplesAreTheyMakeRows(long seed) throws IOException {
    var sampled = new Sampled();
    var documents = new Documents(seed);
    for (int i = 0; i < 150; i++) {
      sampled.http(documents.next());
    }

    ViewCounts counts = sampled.read();

    assertThat(sampled.unexpected()).as(sampled.proposal().yaml()).isEmpty();
    assertThat(counts.framesIn()).isEqualTo(150);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatDevicesSendMakesRowsWithoutADeadLetter(long seed) throws IOException {
    var random = new Random(seed);
    String[][] kinds = new String[NAMES.length][];
    double[] shares = new double[NAMES.length];
    for (int i = 0; i < NAMES.length; i++) {
      kinds[i] = VALUES[random.nextInt(VALUES.length)];
      shares[i] = random.nextBoolean() ? 1 : random.nextDouble();
    }
    boolean isInArrays = random.nextInt(4) == 0;
    int messages = 1 + random.nextInt(200);
    var sampled = new Sampled();
    for (int i = 0; i < messages; i++) {
      String message = device(random, kinds, shares);
      sampled.http((isInArrays ? "[" + message + "," + message + "]" : message).getBytes(UTF_8));
    }

    ViewCounts counts = sampled.read();

    assertThat(sampled.letters).as(sampled.proposal().yaml()).isEmpty();
    assertThat(counts.rowsOut()).isEqualTo(isInArrays ? 2L * messages : messages);
  }

  private static String device(Random random, String[][] kinds, double[] shares) {
    var text = new StringBuilder("{\"id\":\"first\"");
    for (int i = 0; i < NAMES.length; i++) {
      if (random.nextDouble() < shares[i]) {
        String value = random.nextInt(50) == 0 ? "null" : kinds[i][random.nextInt(kinds[i].length)];
        text.append(",\"").append(NAMES[i]).append("\":").append(value);
      }
    }
    return text.append('}').toString();
  }
}
