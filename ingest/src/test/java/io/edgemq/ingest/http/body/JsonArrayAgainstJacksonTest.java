package io.edgemq.ingest.http.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Jackson as a second opinion on where the elements of an array are. `-Dseed=` repeats one seed.
class JsonArrayAgainstJacksonTest {
  private static final ObjectMapper JACKSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private static final String CHANGES = "[]{},:\"\\ 1e.-t";

  static LongStream seeds() {
    @Nullable Long one = Long.getLong("seed");
    return one == null
        ? LongStream.range(0, Integer.getInteger("seeds", 1000))
        : LongStream.of(one);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theRecordsOfASoundArrayAreItsElements(long seed) throws IOException {
    var random = new Random(seed);
    List<String> elements = RandomJson.elements(random);
    String body = RandomJson.array(random, elements);

    assertThat(Bodies.told(Bodies.outcome(Bodies.JSON, body)))
        .isEqualTo(
            elements.isEmpty()
                ? List.of("rejected", "empty_body", "The body holds no record: send at least one.")
                : elements);
    assertThat(JACKSON.readTree(Bodies.bytes(body)).size()).isEqualTo(elements.size());
  }

  /// Bytes are changed one after the other: as long as Jackson takes it for an array, it is split
  /// as Jackson would.
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatJacksonTakesForAnArrayIsSplitIntoTheSameValues(long seed) throws IOException {
    var random = new Random(seed);
    byte[] body = Bodies.bytes(RandomJson.array(random, RandomJson.elements(random)));
    for (JsonNode tree = read(body); tree.isArray(); tree = read(body)) {
      List<String> expected = new ArrayList<>();
      tree.forEach(it -> expected.add(it.toString()));
      List<String> values = new ArrayList<>();
      for (String record : records(body)) {
        values.add(read(record.getBytes(ISO_8859_1)).toString());
      }
      assertThat(values).isEqualTo(expected);

      body[random.nextInt(body.length)] = (byte) CHANGES.charAt(random.nextInt(CHANGES.length()));
    }
  }

  private static List<String> records(byte[] body) {
    return switch (Bodies.outcome(Bodies.JSON, null, BodyLimits.DEFAULT, body)) {
      case BodyOutcome.Frames frames -> Bodies.records(frames);
      case BodyOutcome.Rejected(Rejection reason, String _) -> {
        assertThat(reason).isEqualTo(Rejection.EMPTY_BODY);
        yield List.of();
      }
    };
  }

  /// No array if it is not sound.
  private static JsonNode read(byte[] json) throws IOException {
    try {
      return JACKSON.readTree(json);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
