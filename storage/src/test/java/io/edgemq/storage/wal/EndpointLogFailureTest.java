package io.edgemq.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.wal.ForgetfulDisk.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointLogFailureTest {
  private static final WalId WAL = new WalId("acme", "plant", 0);
  private static final SealPolicy POLICY = new SealPolicy(1000, Duration.ofSeconds(60), 4000);

  @TempDir private Path root;
  private final ManualClock clock = new ManualClock();
  private final Heard heard = new Heard();
  private ForgetfulDisk disk;

  @BeforeEach
  void makeDisk() throws IOException {
    disk = new ForgetfulDisk(root, new Random(0));
  }

  @Test
  void aFailedForceSealsWhatIsKnownGoodAndAppendsTheGroupElsewhere() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    log.add(Batches.of("good"));
    log.commit();
    disk.failAt(Fault.FORCE, 1);
    log.add(Batches.of("again"));
    log.commit();

    assertThat(heard.failed).containsExactly(log.epoch().segmentPath(1));
    assertThat(heard.sealed).hasSize(1);
    assertThat(heard.sealed.getFirst().sealedBy()).isEqualTo(SealReason.RECOVERY);
    assertThat(heard.sealed.getFirst().bytes()).isEqualTo(21);
    assertThat(payloads(log, 1)).containsExactly("good");
    assertThat(payloads(log, 2)).containsExactly("again");
    assertThat(log.groupBytes()).isZero();
  }

  @Test
  void aFailedWriteIsCutOffAndTheGroupAppendedElsewhere() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    log.add(Batches.of("good"));
    log.commit();
    disk.failAt(Fault.WRITE, 1);
    log.add(Batches.of("again", "and again"));
    log.commit();

    assertThat(Files.size(log.epoch().segmentPath(1))).isEqualTo(21);
    assertThat(payloads(log, 2)).containsExactly("again", "and again");
  }

  @Test
  void aFailureInTheFirstGroupOfASegmentLeavesNoGapInTheNumbers() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    disk.failAt(Fault.FORCE, 1);
    log.add(Batches.of("a"));
    log.commit();

    assertThat(heard.sealed).isEmpty();
    assertThat(log.epoch().segments()).containsExactly(1);
    assertThat(payloads(log, 1)).containsExactly("a");
    assertThat(disk.createdFiles()).isEqualTo(2);
  }

  @Test
  void aFailureToMakeAFileLeavesNoGapInTheNumbers() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    disk.failAt(Fault.CREATE, 1);
    log.add(Batches.of("a"));
    log.commit();

    assertThat(log.epoch().segments()).containsExactly(1);
    assertThat(payloads(log, 1)).containsExactly("a");
  }

  @Test
  void aFileThatCouldNotBeCleanedUpIsSteppedOver() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    disk.failAt(Fault.CREATE_LEAVES_FILE, 1);
    log.add(Batches.of("a"));
    assertThatThrownBy(log::commit).isInstanceOf(IOException.class);
    log.commit();

    assertThat(payloads(log, 1)).isEmpty();
    assertThat(payloads(log, 2)).containsExactly("a");
  }

  @Test
  void aTailThatCannotBeCutOffIsNotPartOfTheSegment() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    log.add(Batches.of("good"));
    log.commit();
    disk.failAt(Fault.FORCE, 1);
    disk.failAt(Fault.TRUNCATE, 1);
    log.add(Batches.of("not here"));
    log.commit();

    assertThat(heard.sealed.getFirst().bytes()).isEqualTo(21);
    assertThat(heard.sealed.getFirst().frames()).isEqualTo(1);
    assertThat(Files.size(log.epoch().segmentPath(1))).isEqualTo(21 + 25);
    assertThat(payloads(log, 2)).containsExactly("not here");
  }

  @Test
  void anUnacknowledgedFileThatCannotBeDeletedIsSteppedOver() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    disk.failAt(Fault.FORCE, 1);
    disk.failAt(Fault.DELETE, 1);
    log.add(Batches.of("a"));
    log.commit();

    assertThat(log.epoch().segments()).containsExactly(1, 2);
    assertThat(payloads(log, 2)).containsExactly("a");
    assertThat(heard.sealed).isEmpty();
  }

  @Test
  void noFileStaysOpenWhereCleaningUpFailed() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    for (Fault cleaning : List.of(Fault.TRUNCATE, Fault.DELETE)) {
      log.add(Batches.of("a"));
      disk.failAt(Fault.FORCE, 1);
      disk.failAt(cleaning, 1);
      log.commit();
    }
    log.close();

    assertThat(disk.openFiles()).isZero();
  }

  @Test
  void theGroupStaysWhileTheDiskIsAwayAndIsCommittedOnceWhenItIsBack() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    log.add(Batches.of("acknowledged"));
    log.commit();
    disk.goAway(Fault.values());
    log.add(Batches.of("first"));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(log::commit)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("22 bytes of acme/plant/0");
    }
    log.add(Batches.of("second"));
    disk.heal();
    log.commit();
    log.close();

    assertThat(heard.segments()).containsExactly(1, 2);
    assertThat(heard.sealed.getFirst().frames()).isEqualTo(1);
    assertThat(payloads(log, 2)).containsExactly("first", "second");
    assertThat(heard.sealed.getLast().frames()).isEqualTo(2);
  }

  @Test
  void withIntervalNothingIsForcedBeforeItIsAskedFor() throws IOException {
    EndpointLog log = open(SyncMode.INTERVAL);
    disk.goAway(Fault.FORCE);
    log.add(Batches.of("a"));
    log.commit();
    assertThat(heard.failed).isEmpty();
    disk.heal();
    log.force();
    disk.goAway(Fault.FORCE);
    log.force();

    assertThat(heard.failed).as("there is nothing left to force").isEmpty();
  }

  @Test
  void withIntervalAFailedForceSealsTheSegmentAndIsNotTriedAgain() throws IOException {
    EndpointLog log = open(SyncMode.INTERVAL);
    log.add(Batches.of("a"));
    log.commit();
    disk.failAt(Fault.FORCE, 1);
    log.force();
    log.force();
    log.add(Batches.of("b"));
    log.commit();
    log.close();

    assertThat(heard.failed).containsExactly(log.epoch().segmentPath(1));
    assertThat(heard.reasons()).containsExactly(SealReason.RECOVERY, SealReason.SHUTDOWN);
    assertThat(payloads(log, 1)).containsExactly("a");
    assertThat(payloads(log, 2)).containsExactly("b");
  }

  @Test
  void withIntervalASealThatCannotForceSealsOnce() throws IOException {
    EndpointLog log = open(SyncMode.INTERVAL);
    log.add(Batches.of("a"));
    log.commit();
    disk.failAt(Fault.FORCE, 1);
    log.seal(SealReason.AGE);

    assertThat(heard.reasons()).containsExactly(SealReason.RECOVERY);
  }

  @Test
  void withIntervalAFailedWriteKeepsWhatWasAcknowledged() throws IOException {
    EndpointLog log = open(SyncMode.INTERVAL);
    log.add(Batches.of("a"));
    log.commit();
    disk.failAt(Fault.WRITE, 1);
    log.add(Batches.of("b"));
    log.commit();

    assertThat(heard.sealed.getFirst().frames()).isEqualTo(1);
    assertThat(payloads(log, 1)).containsExactly("a");
    assertThat(payloads(log, 2)).containsExactly("b");
  }

  @Test
  void whatWasForcedIsThereAfterAPowerLossAndTheRestMayBe() throws IOException {
    for (int seed = 0; seed < 30; seed++) {
      Path directory = root.resolve("seed-" + seed);
      var forgetful = new ForgetfulDisk(directory, new Random(seed));
      EndpointLog log =
          EndpointLog.open(
              forgetful, directory, WAL, "disk-1", POLICY, SyncMode.ALWAYS, clock, heard);
      log.add(Batches.of("acknowledged"));
      log.commit();
      forgetful.loseThePowerAtCall(2); // the write is done, the force is not
      log.add(Batches.of("on its way"));
      assertThatThrownBy(log::commit).isInstanceOf(ForgetfulDisk.PowerLoss.class);
      forgetful.crash();

      List<SealedSegment> recovered = recovery().recover(log.epoch(), _ -> false).segments();
      assertThat(recovered).hasSize(1);
      assertThat(payloads(log, 1)).startsWith("acknowledged").hasSizeLessThanOrEqualTo(2);
    }
  }

  private EndpointLog open(SyncMode sync) throws IOException {
    return EndpointLog.open(disk, root, WAL, "disk-1", POLICY, sync, clock, heard);
  }

  private SegmentRecovery recovery() {
    return new SegmentRecovery(new LocalDisk(), "disk-1", clock);
  }

  private static List<String> payloads(EndpointLog log, int segment) throws IOException {
    return Batches.payloads(Files.readAllBytes(log.epoch().segmentPath(segment)));
  }
}
