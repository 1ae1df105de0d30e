package io.edgemq.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochDirectoryTest {
  private static final WalId WAL = new WalId("acme", "plant", 3);

  @TempDir private Path root;
  private final LogDisk disk = new LocalDisk();

  @Test
  void theFirstEpochIsOne() throws IOException {
    EpochDirectory epoch = EpochDirectory.createNext(disk, root, WAL);

    assertThat(epoch.epoch()).isEqualTo(1);
    assertThat(epoch.path()).isEqualTo(root.resolve("acme/plant/3/00000001")).isDirectory();
    assertThat(epoch.segmentPath(17)).isEqualTo(epoch.path().resolve("seg-00000017.wal"));
  }

  @Test
  void theNextEpochIsBeyondTheNewestEvenWhereThereAreGaps() throws IOException {
    Files.createDirectories(root.resolve("acme/plant/3/00000002"));
    Files.createDirectories(root.resolve("acme/plant/3/00000007"));

    assertThat(EpochDirectory.createNext(disk, root, WAL).epoch()).isEqualTo(8);
  }

  @Test
  void aFileInTheWayIsSteppedOver() throws IOException {
    Files.createDirectories(root.resolve("acme/plant/3"));
    Files.writeString(root.resolve("acme/plant/3/00000001"), "");

    assertThat(EpochDirectory.createNext(disk, root, WAL).epoch()).isEqualTo(2);
  }

  @Test
  void anEpochWhoseNameCouldNotBeForcedIsNotUsedAndNotLeftThere() throws IOException {
    var forgetful = new ForgetfulDisk(root, new Random(0));
    forgetful.goAway(ForgetfulDisk.Fault.FORCE_NAME);
    for (int n = 0; n < 5; n++) {
      assertThatThrownBy(() -> EpochDirectory.createNext(forgetful, root, WAL))
          .isInstanceOf(IOException.class);
      assertThat(EpochDirectory.list(root, WAL)).isEmpty();
    }
    forgetful.heal();

    assertThat(EpochDirectory.createNext(forgetful, root, WAL).epoch()).isEqualTo(1);
  }

  @Test
  void theLastNumberIsFollowedByNone() throws IOException {
    Files.createDirectories(root.resolve("acme/plant/3/99999999"));

    assertThatThrownBy(() -> EpochDirectory.createNext(disk, root, WAL))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("8 digits");
  }

  /// Each tidies away what the others have made and not yet used; a number must not come back all
  /// the same.
  @Test
  void thoseWhoOpenAtTheSameTimeGetDifferentEpochs() throws Exception {
    List<Integer> epochs = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
      Callable<EpochDirectory> create = () -> EpochDirectory.createNext(disk, root, WAL);
      for (Future<EpochDirectory> it : executor.invokeAll(Collections.nCopies(200, create))) {
        epochs.add(it.get().epoch());
      }
    }

    assertThat(epochs).hasSize(200).doesNotHaveDuplicates();
  }

  @Test
  void segmentsAreListedInOrderAndAllElseIsPassedOver() throws IOException {
    EpochDirectory epoch = EpochDirectory.createNext(disk, root, WAL);
    for (String name :
        List.of(
            "seg-00000010.wal",
            "seg-00000002.wal",
            "seg-00000000.wal",
            "seg-2.wal",
            "seg-00000003.wal.tmp",
            "seg-00000004.wal.corrupt",
            "seg-000000005.wal",
            "SEG-00000006.wal",
            "seg-00000007.waL",
            "forced")) {
      Files.writeString(epoch.path().resolve(name), "");
    }

    assertThat(epoch.segments()).containsExactly(2, 10);
  }

  @Test
  void aLogThatWasNeverOpenedHasNoEpochs() throws IOException {
    assertThat(EpochDirectory.list(root, WAL)).isEmpty();
  }
}
