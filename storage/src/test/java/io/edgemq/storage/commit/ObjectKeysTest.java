package io.edgemq.storage.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void aMarkerIsToldFromOtherObjects() {
    assertThat(ObjectKeys.isMarker(keys.marker(id))).isTrue();
    assertThat(ObjectKeys.isMarker(keys.segment(id))).isFalse();
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
