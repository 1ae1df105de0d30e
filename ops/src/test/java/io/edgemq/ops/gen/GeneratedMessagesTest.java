package io.edgemq.ops.gen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameRun;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.ViewReader;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.rows.ViewCounts;
import io.edgemq.views.sample.Preview;
import io.edgemq.views.sample.Stretch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GeneratedMessagesTest {
  private static final long START_MS = 1_795_446_000_000L;
  private static final int CLIENTS = 3;
  private static final int MESSAGES = 4_000;
  private static final FaultShares ALL_FAULTS = new FaultShares(0.1, 0.1, 0.15, 0.05);
  private static final ObjectMapper JSON = new ObjectMapper();

  static Stream<String> schemas() {
    return Schemas.names().stream();
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void theViewOfASchemaMakesRowsOfAllThatIsAsItShouldBe(String schema) throws IOException {
    ViewCounts counts = previewed(schema, messages(schema, FaultShares.NONE, 1)).counts();

    assertThat(counts.rowsIn()).isEqualTo((long) CLIENTS * MESSAGES);
    assertThat(counts.deadLettered()).isZero();
    assertThat(counts.rowsOut()).isEqualTo(counts.rowsIn() - counts.filtered());
    assertThat(counts.filtered() > 0).isEqualTo(schema.equals("clickstream"));
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void theViewMakesAsManyDeadLettersAsFaultsWereCounted(String schema) throws IOException {
    GeneratedMessages messages = messages(schema, ALL_FAULTS, 1);
    ViewCounts counts = previewed(schema, messages).counts();
    FaultCounts faults = messages.faults();

    assertThat(counts.rowsIn()).isEqualTo((long) CLIENTS * MESSAGES);
    assertThat(counts.rowsOut() + counts.filtered() + counts.deadLettered())
        .isEqualTo(counts.rowsIn());
    assertThat(counts.deadLettered())
        .isEqualTo(faults.deadLetters())
        .isGreaterThan(faults.badJson())
        .isLessThan(faults.badJson() + faults.drift());
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void everyColumnOfTheViewHasValues(String schema) throws IOException {
    Preview preview = previewed(schema, messages(schema, FaultShares.NONE, 1));

    List<String> empty = new ArrayList<>();
    for (int i = 0; i < preview.view().columns().size(); i++) {
      if (preview.nulls(i) == preview.counts().rowsOut()) {
        empty.add(preview.view().columns().get(i).name());
      }
    }
    // The frames of this test are those of HTTP.
    assertThat(empty).isSubsetOf("mqtt_topic");
    // What no column reads is only there after a drift.
    assertThat(preview.nulls(preview.view().columns().size()))
        .isEqualTo(preview.counts().rowsOut());
  }

  @ParameterizedTest
  @MethodSource("schemas")
  void sharesAreKept(String schema) throws IOException {
    GeneratedMessages messages = messages(schema, ALL_FAULTS, 2);
    all(messages);
    FaultCounts faults = messages.faults();

    double all = (double) CLIENTS * MESSAGES;
    assertThat(faults.late() / all).isBetween(0.08, 0.12);
    assertThat(faults.duplicates() / all).isBetween(0.08, 0.12);
    assertThat(faults.drift() / all).isBetween(0.13, 0.17);
    assertThat(faults.badJson() / all).isBetween(0.04, 0.06);
  }

  @Test
  void theSameSeedGivesTheSameMessagesInWhateverOrder() {
    List<String> forwards = all(messages("factory", ALL_FAULTS, 7));
    GeneratedMessages again = messages("factory", ALL_FAULTS, 7);

    assertThat(payload(again, 2, 17)).isEqualTo(forwards.get(2 * MESSAGES + 17));
    assertThat(payload(again, 1, 3_000)).isEqualTo(forwards.get(MESSAGES + 3_000));
    assertThat(payload(again, 0, 5)).isEqualTo(forwards.get(5));
    assertThat(all(messages("factory", ALL_FAULTS, 8))).isNotEqualTo(forwards);
  }

  @Test
  void aMessageThatIsSentAgainIsCountedOnce() {
    GeneratedMessages messages = messages("vehicles", new FaultShares(1, 0, 0, 0), 1);
    for (long sequence : new long[] {0, 1, 2, 1, 2, 3}) {
      payload(messages, 0, sequence);
    }

    assertThat(messages.faults().late()).isEqualTo(4);
  }

  @Test
  void aDuplicateIsAnEarlierMessageOfItsDeviceByteForByte() {
    GeneratedMessages messages = messages("iot_sensors", new FaultShares(0, 0.5, 0, 0), 1);
    List<String> all = all(messages);

    long distinct = 0;
    for (int client = 0; client < CLIENTS; client++) {
      distinct += new HashSet<>(all.subList(client * MESSAGES, (client + 1) * MESSAGES)).size();
    }
    assertThat(messages.faults().duplicates())
        .isPositive()
        .isEqualTo((long) CLIENTS * MESSAGES - distinct);
  }

  @Test
  void badJsonIsNoJsonAndGoesOnOneLine() {
    assertThat(all(messages("clickstream", new FaultShares(0, 0, 0, 1), 1)))
        .allSatisfy(it -> {
          assertThat(it).startsWith("{").doesNotContain("\n").doesNotEndWith("}}");
          assertThat(isJson(it)).as(it).isFalse();
        });
  }

  @Test
  void lateMessagesTellOfATimeBefore() throws IOException {
    String late = payload(messages("vehicles", new FaultShares(1, 0, 0, 0), 1), 0, 10);

    assertThat(JSON.readTree(late).get("ts").asLong())
        .isBetween(START_MS - Duration.ofDays(1).toMillis(), START_MS);
  }

  @Test
  void valuesWander() throws IOException {
    GeneratedMessages messages = messages("iot_sensors", FaultShares.NONE, 1);
    double least = Double.MAX_VALUE;
    double most = -Double.MAX_VALUE;
    // Looked at every ten minutes for some days.
    for (long sequence = 0; sequence < 3_000_000; sequence += 6_000) {
      double now = temperature(messages, sequence);
      assertThat(temperature(messages, sequence + 1)).isBetween(now - 0.15, now + 0.15);
      least = Math.min(least, now);
      most = Math.max(most, now);
    }
    assertThat(most - least).isBetween(4.0, 10.0);
  }

  @Test
  void aTruckIsAsFastAsItsPositionsSay() throws IOException {
    GeneratedMessages messages = messages("vehicles", FaultShares.NONE, 1);
    for (int sequence = 10; sequence < 500; sequence += 10) {
      // The period is a tenth of a second, so ten messages are a second.
      JsonNode from = JSON.readTree(payload(messages, 1, sequence - 10));
      JsonNode to = JSON.readTree(payload(messages, 1, sequence));
      double metersPerDegree = 111_320;
      double north = degrees(to, "lat") - degrees(from, "lat");
      double east = (degrees(to, "lon") - degrees(from, "lon")) * Math.cos(Math.toRadians(52.52));
      double kmh = 3.6 * metersPerDegree * Math.hypot(north, east);
      assertThat(to.get("speed_kmh").asDouble()).isBetween(kmh - 1, kmh + 1).isLessThan(150);
    }
  }

  @Test
  void sessionsAreSeveralEventsThatBeginAtTheHomePage() throws IOException {
    GeneratedMessages messages = messages("clickstream", FaultShares.NONE, 1);
    String session = "";
    int sessions = 0;
    for (int sequence = 0; sequence < MESSAGES; sequence++) {
      JsonNode event = JSON.readTree(payload(messages, 0, sequence));
      if (!event.get("session_id").asText().equals(session)) {
        session = event.get("session_id").asText();
        sessions++;
        assertThat(event.get("path").asText()).isEqualTo("/");
        assertThat(event.get("referrer").isNull()).isFalse();
      }
    }
    assertThat(sessions).isBetween(MESSAGES / 24, MESSAGES / 6);
  }

  @Test
  void partsAreCountedOnlyWhileAMachineRuns() throws IOException {
    GeneratedMessages messages = messages("factory", FaultShares.NONE, 1);
    long parts = 0;
    for (int sequence = 0; sequence < Draws.STRETCH_MAX; sequence++) {
      JsonNode state = JSON.readTree(payload(messages, 1, sequence));
      boolean isRunning = state.get("state").asText().equals("running");
      parts += isRunning ? 1 : 0;
      assertThat(state.get("parts").asLong()).isEqualTo(parts);
      assertThat(state.get("cycle_ms").isNull()).isEqualTo(!isRunning);
    }
    assertThat(parts).isPositive();
  }

  @Test
  void topicsHaveSchemaVersionAndDevice() {
    var messages =
        new GeneratedMessages(
            Schemas.named("factory").orElseThrow(),
            new TopicTemplate("a/{schema}/{version}/{device}"),
            FaultShares.NONE,
            1,
            CLIENTS,
            Duration.ofSeconds(1));
    ByteBuffer out = ByteBuffer.allocate(messages.messageBytesMax());
    messages.topic(2, 0, out);

    assertThat(text(out)).isEqualTo("a/factory/v1/press-0002");
  }

  private static GeneratedMessages messages(String schema, FaultShares faults, long seed) {
    var messages =
        new GeneratedMessages(
            Schemas.named(schema).orElseThrow(),
            new TopicTemplate("t"),
            faults,
            seed,
            CLIENTS,
            Duration.ofMillis(100));
    messages.startAt(START_MS);
    return messages;
  }

  /// Those of a client after those of the other.
  private static List<String> all(GeneratedMessages messages) {
    List<String> all = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      for (int sequence = 0; sequence < MESSAGES; sequence++) {
        all.add(payload(messages, client, sequence));
      }
    }
    return all;
  }

  private static String payload(GeneratedMessages messages, int client, long sequence) {
    ByteBuffer out = ByteBuffer.allocate(messages.messageBytesMax());
    messages.payload(client, sequence, out);
    return text(out);
  }

  private static String text(ByteBuffer out) {
    return UTF_8.decode(out.flip()).toString();
  }

  private static Preview previewed(String schema, GeneratedMessages messages) throws IOException {
    var frames = new FrameRun();
    for (String message : all(messages)) {
      byte[] bytes = message.getBytes(UTF_8);
      frames.addHttp(START_MS, bytes, 0, bytes.length);
    }
    FrameBatch batch = frames.finish();
    var preview = new Preview(view(schema), 0);
    preview.read(
        new Stretch(
            new SegmentId(new WalId("acme", "plant", 0), "node", 1, 1),
            "test",
            batch.bytes(),
            0,
            batch.length(),
            new long[0]));
    assertThat(preview.error()).isEmpty();
    return preview;
  }

  private static ViewDefinition view(String schema) throws IOException {
    CheckedView view = ViewReader.read(Schemas.view(schema));
    assertThat(view).isInstanceOf(CheckedView.Valid.class);
    ViewDefinition definition = ((CheckedView.Valid) view).definition();
    assertThat(definition.name()).isEqualTo(schema);
    assertThat(definition.version()).isEqualTo(Schemas.named(schema).orElseThrow().version());
    return definition;
  }

  private static boolean isJson(String text) {
    try {
      JSON.readTree(text);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static double temperature(GeneratedMessages messages, long sequence) throws IOException {
    return JSON.readTree(payload(messages, 0, sequence)).get("temperature").asDouble();
  }

  private static double degrees(JsonNode truck, String which) {
    return truck.get("position").get(which).asDouble();
  }
}
