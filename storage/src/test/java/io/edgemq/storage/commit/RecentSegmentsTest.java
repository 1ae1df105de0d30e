package io.edgemq.storage.commit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.commit.RecentSegments.Committed;
import io.edgemq.storage.object.FaultyObjectStore;
import io.edgemq.storage.object.MemoryObjectStore;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecentSegmentsTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  private final MemoryObjectStore store = new MemoryObjectStore();

  @Test
  void ofAnEndpointThatHasNothingThereIsNothing() throws IOException {
    assertThat(segments("").next()).isEmpty();
    store.putIfAbsent("acme/plant/parquet/dt=2026-11-22/x.parquet", content("x"));
    put("other", "disk-1", 0, 1, 1, 0);

    assertThat(segments("").next()).isEmpty();
  }

  @Test
  void theNewestOfAllLogsComesFirst() throws IOException {
    put("plant", "disk-1", 0, 1, 1, 1);
    put("plant", "disk-1", 0, 1, 2, 4);
    put("plant", "disk-1", 0, 2, 1, 6);
    put("plant", "disk-2", 0, 1, 1, 5);
    put("plant", "disk-2", 3, 1, 1, 2);
    put("plant", "disk-2", 12, 1, 1, 3);
    put("plant", "disk-2", 12, 2, 7, 9);
    store.putIfAbsent("acme/plant/views/v/v1/x.parquet", content("x"));

    assertThat(names(segments(""), 99))
        .containsExactly(
            "disk-2/12/2/7",
            "disk-1/0/2/1",
            "disk-2/0/1/1",
            "disk-1/0/1/2",
            "disk-2/12/1/1",
            "disk-2/3/1/1",
            "disk-1/0/1/1");
  }

  @Test
  void itGoesOnWhereAnotherHasStopped() throws IOException {
    for (int n = 1; n <= 230; n++) {
      put("plant", n % 3 == 0 ? "disk-2" : "disk-1", 0, n > 100 ? 2 : 1, n, n);
    }
    List<String> all = names(segments(""), 999);
    assertThat(all).hasSize(230);

    List<String> paged = new ArrayList<>();
    String place = "";
    for (int page = 0; page < 24; page++) {
      RecentSegments segments = segments(place);
      paged.addAll(names(segments, 10));
      place = segments.place();
    }

    assertThat(paged).isEqualTo(all);
    assertThat(segments(place).next()).isEmpty();
  }

  @Test
  void whatIsCommittedMeanwhileIsNotAmongOlderOnesOfItsLog() throws IOException {
    put("plant", "disk-1", 0, 1, 1, 1);
    put("plant", "disk-1", 0, 1, 2, 2);
    RecentSegments first = segments("");
    assertThat(names(first, 1)).containsExactly("disk-1/0/1/2");
    put("plant", "disk-1", 0, 1, 3, 3);

    assertThat(names(segments(first.place()), 9)).containsExactly("disk-1/0/1/1");
  }

  @Test
  void aDiskCanBeChosen() throws IOException {
    put("plant", "disk-1", 0, 1, 1, 1);
    put("plant", "disk-2", 0, 1, 1, 5);

    assertThat(names(RecentSegments.from(store, "acme", "plant", Optional.of("disk-1"), ""), 9))
        .containsExactly("disk-1/0/1/1");
    assertThat(names(RecentSegments.from(store, "acme", "plant", Optional.of("disk-3"), ""), 9))
        .isEmpty();
  }

  @Test
  void aMarkerThatIsNoneIsSaidToBeNoneAndHidesNothing() throws IOException {
    put("plant", "disk-1", 0, 1, 1, 1);
    String key = "acme/plant/local/disk-1/00000001/commits/seg-0000000%d.json";
    store.putIfAbsent(key.formatted(2), content("{}"));
    store.putIfAbsent(
        key.formatted(3), ObjectContent.of(marker("plant", "disk-9", 0, 1, 3, 3), "text/plain"));
    store.putIfAbsent("acme/plant/local/disk-1/00000001/commits/README", content("x"));

    RecentSegments segments = segments("");
    assertThat(segments.next().orElseThrow().fault())
        .isEqualTo("it is the marker of acme/plant/0/00000001/seg-00000003");
    Committed second = segments.next().orElseThrow();
    assertThat(second.fault()).isEqualTo("it is no marker that is known here");
    assertThat(second.key()).isEqualTo(key.formatted(2));
    assertThat(names(segments, 9)).containsExactly("disk-1/0/1/1");
  }

  @Test
  void aStoreThatIsAwayIsNotTakenForAnEmptyOne() throws IOException {
    put("plant", "disk-1", 0, 1, 1, 1);
    var faulty = new FaultyObjectStore(store);
    faulty.goAway();

    assertThatThrownBy(() -> RecentSegments.of(faulty, "acme", "plant"))
        .isInstanceOf(IOException.class)
        .hasMessage("planned: away");
  }

  @Test
  void ofTooManyLogsOneDiskIsToBeChosen() throws IOException {
    for (int partition = 1; partition <= RecentSegments.PAGED_LOGS_MAX; partition++) {
      put("plant", "disk-1", partition, 1, 1, partition);
    }
    assertThat(names(segments(""), 999)).hasSize(RecentSegments.PAGED_LOGS_MAX);

    put("plant", "disk-2", 0, 1, 1, 0);
    assertThatThrownBy(() -> segments("")).isInstanceOf(RecentSegments.TooManyLogs.class);
    assertThat(names(RecentSegments.of(store, "acme", "plant"), 999))
        .hasSize(RecentSegments.PAGED_LOGS_MAX + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"!", "AAAA", "AAAAAAAAAAAAAAAA", "AAAAAAAAAAEAAAAA", "AAAAAH____8AAAAB"})
  void whatIsNoPlaceIsRefused(String place) {
    assertThatThrownBy(() -> segments(place)).isInstanceOf(IllegalArgumentException.class);
  }

  private RecentSegments segments(String place) throws IOException {
    return RecentSegments.from(store, "acme", "plant", Optional.empty(), place);
  }

  private static List<String> names(RecentSegments segments, int max) throws IOException {
    var names = new ArrayList<String>();
    for (int n = 0; n < max; n++) {
      Optional<Committed> next = segments.next();
      if (next.isEmpty()) {
        break;
      }
      SegmentId id = next.get().id();
      names.add(
          "%s/%d/%d/%d".formatted(id.instance(), id.wal().partition(), id.epoch(), id.segment()));
    }
    return names;
  }

  /// @param minute when it was sealed
  private void put(
      String endpoint, String instance, int partition, int epoch, int segment, int minute)
      throws IOException {
    var id = new SegmentId(new WalId("acme", endpoint, partition), instance, epoch, segment);
    ObjectStore to = store;
    to.putIfAbsent(
        new ObjectKeys("local").marker(id),
        ObjectContent.of(
            marker(endpoint, instance, partition, epoch, segment, minute), "application/json"));
  }

  private static byte[] marker(
      String endpoint, String instance, int partition, int epoch, int segment, int minute) {
    String sealedAt = START.plusSeconds(60L * minute).toString();
    return new CommitMarker(
            CommitMarker.VERSION,
            "acme",
            endpoint,
            "local",
            instance,
            partition == 0 ? null : partition,
            epoch,
            segment,
            1,
            0,
            0,
            30,
            "age",
            sealedAt,
            sealedAt,
            List.of(),
            List.of(),
            0)
        .toJson();
  }

  private static ObjectContent content(String text) {
    return ObjectContent.of(text.getBytes(UTF_8), "text/plain");
  }
}
