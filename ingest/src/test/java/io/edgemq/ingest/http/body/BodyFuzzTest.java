package io.edgemq.ingest.http.body;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.edgemq.ingest.http.body.BodyOutcome.Frames;
import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import io.edgemq.ingest.mqtt.FuzzInput;
import io.edgemq.storage.frame.Frame;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Any bytes as a body of each kind: no call throws, what becomes of a body does not depend on how
/// it is cut, limits hold, and what is taken is what another reader finds. Choice 0: the limits are
/// small; choice 1: smaller yet for records.
class BodyFuzzTest {
  private static final BodyLimits LARGE = new BodyLimits(1 << 20, 1 << 20, 4 << 20);
  private static final BodyLimits SMALL = new BodyLimits(200, 100, 300);
  private static final BodyLimits SMALLEST = new BodyLimits(200, 10, 100);

  private static final ObjectMapper JACKSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  @FuzzTest
  void linesAreWhatSplittingAtLineFeedsGives(byte[] input) {
    var sent = FuzzInput.of(input);

    BodyOutcome outcome = outcome(Bodies.NDJSON, null, sent);

    List<String> lines =
        Arrays.stream(new String(sent.bytes(), ISO_8859_1).split("\n", -1))
            .map(it -> it.endsWith("\r") ? it.substring(0, it.length() - 1) : it)
            .filter(it -> !it.isEmpty())
            .toList();
    expect(lines, outcome, sent);
  }

  @FuzzTest
  void elementsOfAnArrayAreThoseThatJacksonFinds(byte[] input) throws IOException {
    var sent = FuzzInput.of(input);

    BodyOutcome outcome = outcome(Bodies.JSON, null, sent);

    JsonNode tree = read(sent.bytes());
    if (tree.isArray() && limits(sent).equals(LARGE)) {
      var expected = new ArrayList<JsonNode>();
      tree.forEach(expected::add);
      var elements = new ArrayList<JsonNode>();
      for (String record : recordsOrNone(outcome)) {
        elements.add(read(Bodies.bytes(record)));
      }
      assertThat(elements).isEqualTo(expected);
    }
  }

  @FuzzTest
  void recordsBehindLengthsAreTakenIfNoneIsCut(byte[] input) {
    var sent = FuzzInput.of(input);

    BodyOutcome outcome = outcome(Bodies.RECORD_IO, null, sent);

    var records = new ArrayList<String>();
    var rest = ByteBuffer.wrap(sent.bytes());
    boolean isSound = true;
    while (rest.hasRemaining() && isSound) {
      long length = rest.remaining() < 4 ? 0 : Integer.toUnsignedLong(rest.getInt());
      isSound = length > 0 && length <= rest.remaining();
      if (isSound) {
        byte[] record = new byte[(int) length];
        rest.get(record);
        records.add(new String(record, ISO_8859_1));
      }
    }
    if (isSound) {
      expect(records, outcome, sent);
    } else {
      assertThat(outcome).isInstanceOf(Rejected.class);
    }
  }

  @FuzzTest
  void whatIsInflatedIsWhatTheJdkInflates(byte[] input) throws IOException {
    var sent = FuzzInput.of(input);

    BodyOutcome outcome = outcome(Bodies.OCTETS, "gzip", sent);

    if (outcome instanceof Frames) {
      try (InputStream jdk = new GZIPInputStream(new ByteArrayInputStream(sent.bytes()))) {
        assertThat(Bodies.records(outcome))
            .containsExactly(new String(jdk.readAllBytes(), ISO_8859_1));
      }
    }
  }

  @FuzzTest
  void whatIsDecompressedIsWhatTheLibraryDecompresses(byte[] input) throws IOException {
    var sent = FuzzInput.of(input);

    BodyOutcome outcome = outcome(Bodies.OCTETS, "zstd", sent);

    if (outcome instanceof Frames) {
      try (InputStream zstd =
          new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(sent.bytes()))) {
        assertThat(Bodies.records(outcome))
            .containsExactly(new String(zstd.readAllBytes(), ISO_8859_1));
      }
    }
  }

  private static BodyLimits limits(FuzzInput sent) {
    if (!sent.isChosen(0)) {
      return LARGE;
    }
    return sent.isChosen(1) ? SMALLEST : SMALL;
  }

  /// What becomes of the body in one chunk, which must be the same in pieces; where an encoding is
  /// damaged, the refusal may be another.
  private static BodyOutcome outcome(
      String contentType, @Nullable String contentEncoding, FuzzInput sent) {
    BodyLimits limits = limits(sent);
    try (IngestBody whole = begin(contentType, contentEncoding, limits);
        IngestBody cut = begin(contentType, contentEncoding, limits)) {
      sent.whole((array, from, to) -> take(whole, array, from, to));
      sent.inPieces((array, from, to) -> take(cut, array, from, to));

      BodyOutcome outcome = whole.finish();
      BodyOutcome ofCut = cut.finish();
      if (contentEncoding == null || outcome instanceof Frames || ofCut instanceof Frames) {
        assertThat(Bodies.told(ofCut)).isEqualTo(Bodies.told(outcome));
      }
      if (outcome instanceof Frames frames) {
        long framesBytes = frames.payloadBytes() + (long) frames.count() * Frame.HEADER_BYTES;
        assertThat(frames.payloadBytes()).isBetween(1L, (long) limits.bodyBytesMax());
        assertThat(framesBytes).isLessThanOrEqualTo(limits.framesBytesMax());
        assertThat(frames.heldBytes()).isBetween(framesBytes, framesBytes + framesBytes / 4);
      }
      return outcome;
    }
  }

  private static IngestBody begin(
      String contentType, @Nullable String contentEncoding, BodyLimits limits) {
    return IngestBody.begin(contentType, contentEncoding, limits, Bodies.TIMESTAMP_MS);
  }

  private static boolean take(IngestBody body, byte[] array, int from, int to) {
    body.feed(array, from, to - from);
    Arrays.fill(array, (byte) 0); // it was not kept
    return body.rejected().isEmpty();
  }

  private static void expect(List<String> records, BodyOutcome outcome, FuzzInput sent) {
    BodyLimits limits = limits(sent);
    long payloadBytes = records.stream().mapToLong(String::length).sum();
    int longest = records.stream().mapToInt(String::length).max().orElse(0);
    boolean isWithin =
        sent.bytes().length <= limits.bodyBytesMax()
            && longest <= limits.recordBytesMax()
            && payloadBytes + (long) records.size() * Frame.HEADER_BYTES <= limits.framesBytesMax();
    assertThat(isWithin ? recordsOrNone(outcome) : outcome.getClass())
        .isEqualTo(isWithin ? records : Rejected.class);
  }

  private static List<String> recordsOrNone(BodyOutcome outcome) {
    if (outcome instanceof Rejected(Rejection reason, String detail)) {
      assertThat(reason).as(detail).isEqualTo(Rejection.EMPTY_BODY);
      return List.of();
    }
    return Bodies.records(outcome);
  }

  /// No array if it is not sound, or not UTF-8: with zeros Jackson takes it for UTF-16 or UTF-32.
  private static JsonNode read(byte[] json) throws IOException {
    for (byte it : json) {
      if (it == 0) {
        return MissingNode.getInstance();
      }
    }
    try {
      return JACKSON.readTree(json);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
