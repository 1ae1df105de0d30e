package io.edgemq.storage.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitMarkerTest {
  @Test
  void thePartitionIsInItWhereThereIsOne() throws IOException {
    String json = PLAIN;
    String partitioned = json.replace("\"epoch\":", "\"partition\":3,\"epoch\":");

    assertThat(read(json).id().wal().partition()).isZero();
    assertThat(json).doesNotContain("\"partition\":");
    assertThat(read(partitioned).id()).extracting(it -> it.wal().partition()).isEqualTo(3);
    assertThatThrownBy(() -> read(json.replaceFirst("\"epoch\":\\d+", "\"epoch\":0")))
        .isInstanceOf(IOException.class);
  }

  private static final String PLAIN =
      """
      {"version":1,"tenant":"acme","endpoint":"plant","region":"local","instance":"disk-1",
      "epoch":1,"segment":7,"frames":1234,"firstTimestampMs":1700000000000,
      "lastTimestampMs":1700000001000,"rawBytes":45678,"sealedBy":"max-size",
      "sealedAt":"2026-11-22T10:00:00Z","committedAt":"2026-11-22T10:00:01Z",
      "artifacts":[{"kind":"segment","key":"k","bytes":99,"sha256":"00ff","rows":1234}],
      "views":[],"corruptFrames":0}
      """
          .replace("\n", "");

  private static final String WITH_VIEWS =
      PLAIN.replace(
          "}],\"views\":[]",
          """
          },{"kind":"view","key":"v","bytes":5,"sha256":"01","rows":3,\
          "view":"temperatures","viewVersion":2,"partition":{"dt":"2026-11-22"}}],\
          "views":[{"name":"temperatures","version":2,"rowsIn":6,"rowsOut":3,"filtered":2,\
          "deadLettered":1},{"name":"broken","version":1,"framesIn":4,"rowsIn":6,"rowsOut":0,"filtered":0,\
          "deadLettered":6,"error":"limit"}]\
          """);

  @Test
  void aMarkerIsWrittenAsTheFormatSays() {
    assertThat(text(marker(List.of(segmentArtifact()), List.of()))).isEqualTo(PLAIN);
  }

  @Test
  void aMarkerWithViewsIsWrittenAsTheFormatSays() {
    CommitMarker marker =
        marker(
            List.of(
                segmentArtifact(),
                new CommitMarker.Artifact(
                    "view", "v", 5, "01", 3, "temperatures", 2, Map.of("dt", "2026-11-22"))),
            List.of(
                new CommitMarker.ViewCounts("temperatures", 2, null, 6, 3, 2, 1, null),
                new CommitMarker.ViewCounts("broken", 1, 4L, 6, 0, 0, 6, "limit")));

    assertThat(text(marker)).isEqualTo(WITH_VIEWS);
  }

  @Test
  void aMarkerIsReadBack() throws IOException {
    assertThat(text(read(PLAIN))).isEqualTo(PLAIN);
    assertThat(text(read(WITH_VIEWS))).isEqualTo(WITH_VIEWS);
  }

  @Test
  void fieldsOfALaterWriterAreAccepted() throws IOException {
    String json =
        WITH_VIEWS
            .replace("\"epoch\":1", "\"color\":{\"a\":[1]},\"epoch\":1")
            .replace("\"rowsIn\":6", "\"nulls\":2,\"rowsIn\":6")
            .replace("\"bytes\":99", "\"etag\":null,\"bytes\":99");

    assertThat(text(read(json))).isEqualTo(WITH_VIEWS);
  }

  @Test
  void theSegmentsArtifactIsFoundAmongOthers() throws IOException {
    assertThat(read(WITH_VIEWS).segmentArtifact()).contains(segmentArtifact());
    assertThat(marker(List.of(), List.of()).segmentArtifact()).isEmpty();
  }

  @Test
  void anotherVersionIsRefused() {
    assertThatThrownBy(() -> read(PLAIN.replace("\"version\":1", "\"version\":2")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("marker version 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version",
        "tenant",
        "endpoint",
        "region",
        "instance",
        "epoch",
        "segment",
        "frames",
        "firstTimestampMs",
        "lastTimestampMs",
        "rawBytes",
        "sealedBy",
        "sealedAt",
        "committedAt",
        "artifacts",
        "views",
        "corruptFrames",
        "kind",
        "key",
        "bytes",
        "sha256",
        "rows"
      })
  void aMarkerWithoutAFieldIsRefused(String field) {
    String renamed = PLAIN.replace("\"" + field + "\":", "\"other\":");

    assertThat(renamed).isNotEqualTo(PLAIN);
    assertThatThrownBy(() -> read(renamed)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tenant", "frames", "kind", "key", "bytes", "sha256", "artifacts"})
  void aFieldThatIsNullIsRefused(String field) {
    String nulled =
        PLAIN.replaceFirst(
            "\"" + field + "\":(\"[^\"]*\"|[0-9]+|\\[\\{.*?}])", "\"" + field + "\":null");

    assertThat(nulled).isNotEqualTo(PLAIN);
    assertThatThrownBy(() -> read(nulled)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "half of", "[]", "null", "{}", "{\"version\":1", "\0\0\0"})
  void whatIsNoMarkerIsRefused(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(IOException.class);
  }

  @Test
  void anArtifactThatIsNullIsRefused() {
    assertThatThrownBy(() -> read(PLAIN.replace("[{", "[null,{"))).isInstanceOf(IOException.class);
  }

  @Test
  void anUnreasonablyLargeMarkerIsRefused() {
    assertThatThrownBy(() -> read(PLAIN + " ".repeat(128 << 20)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more than");
  }

  private static CommitMarker marker(
      List<CommitMarker.Artifact> artifacts, List<CommitMarker.ViewCounts> views) {
    return new CommitMarker(
        1,
        "acme",
        "plant",
        "local",
        "disk-1",
        null,
        1,
        7,
        1234,
        1_700_000_000_000L,
        1_700_000_001_000L,
        45_678,
        "max-size",
        "2026-11-22T10:00:00Z",
        "2026-11-22T10:00:01Z",
        artifacts,
        views,
        0);
  }

  private static CommitMarker.Artifact segmentArtifact() {
    return new CommitMarker.Artifact(CommitMarker.KIND_SEGMENT, "k", 99, "00ff", 1234);
  }

  private static String text(CommitMarker marker) {
    return new String(marker.toJson(), UTF_8);
  }

  private static CommitMarker read(String json) throws IOException {
    return CommitMarker.read(new ByteArrayInputStream(json.getBytes(UTF_8)));
  }
}
