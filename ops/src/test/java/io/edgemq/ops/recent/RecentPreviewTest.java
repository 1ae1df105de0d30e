package io.edgemq.ops.recent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.edgemq.ops.tools.SmallStore;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.commit.RecentSegments;
import io.edgemq.storage.object.FaultyObjectStore;
import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.ViewReader;
import io.edgemq.views.definition.ViewDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Segments that are not as they should be: what is seen of the newest ones, and what is not.
class RecentPreviewTest {
  private static final String KEY = "acme/plant/local/node-z/00000001/commits/seg-00000001.json";

  @TempDir private Path folder;
  private SmallStore small;
  private FolderObjectStore store;

  @BeforeEach
  void makeStore() {
    small = new SmallStore(folder);
    store = new FolderObjectStore(small.objects());
  }

  @Test
  void ofNothingThereIsNothingAndThatIsAll() throws IOException {
    RecentPreview.Result result = preview(9);

    assertThat(result.preview().counts().framesIn()).isZero();
    assertThat(result.segments()).isZero();
    assertThat(result.isComplete()).isTrue();
  }

  @Test
  void theNewestMessagesComeFirst() throws IOException {
    small.commit(
        "plant",
        0,
        List.of(
            run -> SmallStore.mqtt(run, "a", "{\"v\":1}"),
            run -> SmallStore.mqtt(run, "a", "{\"v\":2}")));

    RecentPreview.Result result = preview(1);

    assertThat(result.preview().rows())
        .extracting(it -> it.values().getFirst())
        .containsExactly(2L);
    assertThat(result.preview().counts().framesIn()).isEqualTo(2);
    assertThat(result.isComplete()).isTrue();
  }

  @Test
  void aSegmentThatIsTooLargeIsNotRead() throws IOException {
    put(marker(65 << 20, "acme/plant/none", 9));

    RecentPreview.Result result = preview(9);

    assertThat(result.faults())
        .containsExactly(new RecentPreview.Fault(KEY, "it has more than 67108864 bytes"));
    assertThat(result.isComplete()).isFalse();
  }

  @Test
  void aSegmentThatIsNotWhatItsMarkerSaysIsNamedAndOthersAreRead() throws IOException {
    small.commit("plant", run -> SmallStore.mqtt(run, "a", "{\"v\":1}"));
    store.putIfAbsent(
        "acme/plant/other", ObjectContent.of("no segment".getBytes(UTF_8), "text/plain"));
    put(marker(30, "acme/plant/other", 10));

    RecentPreview.Result result = preview(9);

    assertThat(result.preview().rows()).hasSize(1);
    assertThat(result.segments()).isEqualTo(2);
    assertThat(result.faults()).hasSize(1);
    assertThat(result.faults().getFirst().what())
        .isEqualTo("acme/plant/other is not the object that its marker speaks of");
    assertThat(result.isComplete()).isFalse();
  }

  @Test
  void deadLettersThatCannotBeReadAreNamed() throws IOException {
    CommitMarker plain = marker(30, "acme/plant/none", 10);
    var letters =
        new CommitMarker.Artifact("dlq", "acme/plant/dlq/x", 10, "00", 1, "readings", 1, null);
    var large =
        new CommitMarker.Artifact(
            "dlq", "acme/plant/dlq/y", 17 << 20, "00", 1, "readings", 1, null);
    var failed = new CommitMarker.ViewCounts("other", 2, null, 7, 0, 0, 7, "a mistake");
    put(
        new CommitMarker(
            plain.version(),
            plain.tenant(),
            plain.endpoint(),
            plain.region(),
            plain.instance(),
            null,
            1,
            1,
            1,
            0,
            0,
            30,
            "age",
            plain.sealedAt(),
            plain.committedAt(),
            List.of(letters, large),
            List.of(failed),
            0));

    JsonNode json =
        RecentDeadLetters.of(store, RecentSegments.of(store, "acme", "plant"), Optional.empty(), 9);

    assertThat(json.get("items")).isEmpty();
    assertThat(json.get("faults").findValuesAsText("key"))
        .containsExactly("acme/plant/dlq/x", "acme/plant/dlq/y");
    assertThat(json.get("complete").asBoolean()).isFalse();
    assertThat(json.get("counts").toString())
        .isEqualTo(
            "[{\"view\":\"other\",\"viewVersion\":2,\"reason\":\"view_failed\",\"deadLetters\":7}]");
  }

  @Test
  void aStoreThatIsAwayIsNotTakenForAnEmptyOne() throws IOException {
    small.commit("plant", run -> SmallStore.mqtt(run, "a", "{\"v\":1}"));
    var faulty = new FaultyObjectStore(store);
    RecentSegments segments = RecentSegments.of(faulty, "acme", "plant");
    faulty.goAway();

    assertThatThrownBy(() -> RecentPreview.of(faulty, segments, view(), 9))
        .isInstanceOf(IOException.class);
  }

  private RecentPreview.Result preview(int limit) throws IOException {
    return RecentPreview.of(store, RecentSegments.of(store, "acme", "plant"), view(), limit);
  }

  private static ViewDefinition view() {
    String yaml =
        """
        name: readings
        version: 1
        format: json
        definition:
          columns:
            - { name: v, expr: { json_path: $.v }, type: bigint }
          output: { format: parquet }
        """;
    return ((CheckedView.Valid) ViewReader.read(yaml.getBytes(UTF_8))).definition();
  }

  private void put(CommitMarker marker) throws IOException {
    var id = new SegmentId(new WalId("acme", "plant", 0), "node-z", 1, 1);
    String key = new ObjectKeys("local").marker(id);
    assertThat(key).isEqualTo(KEY);
    store.putIfAbsent(key, ObjectContent.of(marker.toJson(), "application/json"));
  }

  private static CommitMarker marker(long rawBytes, String segment, long bytes) {
    String time = Instant.now().toString();
    return new CommitMarker(
        CommitMarker.VERSION,
        "acme",
        "plant",
        "local",
        "node-z",
        null,
        1,
        1,
        1,
        0,
        0,
        rawBytes,
        "age",
        time,
        time,
        List.of(new CommitMarker.Artifact("segment", segment, bytes, "00", 1)),
        List.of(),
        0);
  }
}
