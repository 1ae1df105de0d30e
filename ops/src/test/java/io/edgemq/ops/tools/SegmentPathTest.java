package io.edgemq.ops.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SegmentPathTest {
  private static final SegmentId ID =
      new SegmentId(new WalId("acme", "plant", 0), "node-a", 12, 34);

  @Test
  void aKeyOfAnObjectStoreNamesEverything() {
    String key = new ObjectKeys("local").segment(ID);

    assertThat(SegmentPath.id(Path.of("data/objects", key))).isEqualTo(ID);
    assertThat(SegmentPath.id(Path.of("data/objects", key.replace(".wal", "-2.wal"))))
        .isEqualTo(ID);
  }

  @Test
  void aFileOfANodeDoesNotNameItsInstance() {
    assertThat(SegmentPath.id(Path.of("data/wal/acme/plant/0/00000012/seg-00000034.wal")))
        .isEqualTo(new SegmentId(ID.wal(), "unknown", 12, 34));
  }

  @Test
  void thePartitionIsInBoth() {
    var id = new SegmentId(new WalId("acme", "plant", 7), "node-a", 12, 34);

    assertThat(SegmentPath.id(Path.of("objects", new ObjectKeys("local").segment(id))))
        .isEqualTo(id);
    assertThat(SegmentPath.id(Path.of("data/wal/acme/plant/7/00000012/seg-00000034.wal")).wal())
        .isEqualTo(id.wal());
  }

  @Test
  void whatNoPathNamesIsAPlaceholder() {
    var unknown = new SegmentId(new WalId("unknown", "unknown", 0), "unknown", 1, 1);
    assertThat(SegmentPath.id(Path.of("/copied/seg-00000034.wal"))).isEqualTo(unknown);
    assertThat(SegmentPath.id(Path.of("wal/acme/plant/0/00000000/seg-00000034.wal")))
        .isEqualTo(unknown);
    assertThat(SegmentPath.id(Path.of("wal/Acme/plant/0/00000012/seg-00000034.wal")))
        .isEqualTo(unknown);
  }
}
