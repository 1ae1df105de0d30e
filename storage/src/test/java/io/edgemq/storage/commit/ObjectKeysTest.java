package io.edgemq.storage.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectKeysTest {
  private final ObjectKeys keys = new ObjectKeys("eu-1");
  private final SegmentId id = new SegmentId(new WalId("acme", "plant", 0), "disk-1", 12, 345);

  @Test
  void keysAreThoseOfTheFormat() {
    assertThat(keys.segment(id))
        .isEqualTo("acme/plant/eu-1/disk-1/00000012/segments/seg-00000345.wal.zst");
    assertThat(keys.marker(id))
        .isEqualTo("acme/plant/eu-1/disk-1/00000012/commits/seg-00000345.json");
  }

  @Test
  void aPartitionIsPartOfTheEpoch() {
    var partition = new SegmentId(new WalId("acme", "plant", 3), "disk-1", 12, 345);

    assertThat(keys.segment(partition))
        .isEqualTo("acme/plant/eu-1/disk-1/3-00000012/segments/seg-00000345.wal.zst");
    assertThat(keys.parquet(partition, 0))
        .isEqualTo("acme/plant/parquet/dt=1970-01-01/eu-1-disk-1-3-00000012-seg-00000345.parquet");
    assertThat(ObjectKeys.isMarker(keys.marker(partition))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "1700000000000, 2023-11-14",
    "1700006399999, 2023-11-14",
    "1700006400000, 2023-11-15",
    "0, 1970-01-01",
    "-1, 1969-12-31"
  })
  void rawParquetLiesInTheDayOfTheFirstTimestampInUtc(long firstTimestampMs, String day) {
    assertThat(keys.parquet(id, firstTimestampMs))
        .isEqualTo(
            "acme/plant/parquet/dt=%s/eu-1-disk-1-00000012-seg-00000345.parquet".formatted(day));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE})
  void aTimestampThatIsNoneMakesAKeyNevertheless(long firstTimestampMs, @TempDir Path folder)
      throws IOException {
    String key = keys.parquet(id, firstTimestampMs);
    new FolderObjectStore(folder).putIfAbsent(key, ObjectContent.of(new byte[1], "text/plain"));

    assertThat(new FolderObjectStore(folder).list("")).containsExactly(key);
  }

  @Test
  void keysOfAViewAreThoseOfTheFormat() {
    ViewKeys view = keys.view(id, "temperatures", 3);

    assertThat(view.rows(id, "dt=2026-11-22/site=a%2Fb", "parquet"))
        .isEqualTo(
            "acme/plant/views/temperatures/v3/dt=2026-11-22/site=a%2Fb/"
                + "eu-1-disk-1-00000012-seg-00000345.parquet");
    assertThat(view.rows(id, "", "csv"))
        .isEqualTo("acme/plant/views/temperatures/v3/eu-1-disk-1-00000012-seg-00000345.csv");
    assertThat(view.deadLetters(id, ObjectKeys.day(1700000000000L)))
        .isEqualTo(
            "acme/plant/dlq/temperatures/v3/dt=2023-11-14/"
                + "eu-1-disk-1-00000012-seg-00000345.parquet");
    assertThat(view.marker(id))
        .isEqualTo("acme/plant/renders/temperatures/v3/eu-1-disk-1-00000012-seg-00000345.json");
    assertThat(new ViewKeys("", "eu-1", "t", 1).marker(id))
        .isEqualTo("renders/t/v1/eu-1-disk-1-00000012-seg-00000345.json");
  }

  @Test
  void aRenderMarkerIsToldFromOtherObjects() {
    ViewKeys view = keys.view(id, "temperatures", 3);

    assertThat(ObjectKeys.isRenderMarker(view.marker(id))).isTrue();
    assertThat(ObjectKeys.isRenderMarker(new ViewKeys("", "r", "t", 1).marker(id))).isTrue();
    assertThat(ObjectKeys.isRenderMarker(keys.marker(id))).isFalse();
    assertThat(ObjectKeys.isRenderMarker(view.rows(id, "", "parquet"))).isFalse();
    assertThat(ObjectKeys.isMarker(view.marker(id))).isFalse();
  }

  @Test
  void aMarkerIsToldFromOtherObjects() {
    assertThat(ObjectKeys.isMarker(keys.marker(id))).isTrue();
    assertThat(ObjectKeys.isMarker(keys.segment(id))).isFalse();
    assertThat(ObjectKeys.isMarker(keys.parquet(id, 0))).isFalse();
    for (String other :
        List.of(
            "acme/plant/renders/commits/v1/eu-1-disk-1-00000001-seg-00000001.json",
            "control/commits/plant.json",
            "acme/plant/eu-1/disk-1/00000012/commits/seg-00000345.json.bak",
            "acme/plant/eu-1/disk-1/00000012/commits/seg-345.json")) {
      assertThat(ObjectKeys.isMarker(other)).as(other).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a/seg-1.wal.zst, 1, a/seg-1.wal.zst",
    "a/seg-1.wal.zst, 2, a/seg-1-2.wal.zst",
    "a.b/seg-1.parquet, 13, a.b/seg-1-13.parquet"
  })
  void aFurtherChoiceIsPutBeforeTheEnding(String key, int n, String choice) {
    assertThat(ObjectKeys.choice(key, n)).isEqualTo(choice);
  }
}
