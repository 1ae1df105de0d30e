package io.edgemq.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.frame.Batches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointLogTest {
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
  void aGroupIsAppendedInTheOrderOfItsBatches() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    log.add(Batches.of("a", "b"));
    log.add(Batches.of("c"));
    assertThat(log.groupBytes()).isEqualTo(3 * 18);
    LogPosition begin = log.commit();

    assertThat(begin).isEqualTo(new LogPosition(log.epoch().segmentId("disk-1", 1), 0));

    assertThat(log.groupBytes()).isZero();
    assertThat(log.openBytes()).isEqualTo(3 * 18);
    assertThat(payloads(log, 1)).containsExactly("a", "b", "c");
  }

  @Test
  void theNextGroupFollowsOrBeginsASegment() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    LogPosition first = commit(log, 100);
    LogPosition second = commit(log, 100);
    log.seal(SealReason.SIZE);
    LogPosition third = commit(log, 100);

    assertThat(second).isEqualTo(first.plus(100));
    assertThat(third.segment().segment()).isEqualTo(2);
    assertThat(third.offset()).isZero();
  }

  @Test
  void noSegmentIsMadeBeforeThereIsSomethingToAppend() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    log.sealIfDue(false);
    log.seal(SealReason.AGE);

    assertThatThrownBy(log::commit).isInstanceOf(IllegalStateException.class);
    assertThat(log.epoch().segments()).isEmpty();
    assertThat(log.ageDue()).isEmpty();
    assertThat(heard.sealed).isEmpty();
  }

  @Test
  void aSegmentIsSealedWhenItsSizeIsReached() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    commit(log, 999);
    log.sealIfDue(false);
    assertThat(heard.sealed).isEmpty();
    commit(log, 17);
    log.sealIfDue(false);

    assertThat(heard.sealed)
        .containsExactly(
            new SealedSegment(
                log.epoch().segmentId("disk-1", 1),
                log.epoch().segmentPath(1),
                1016,
                2,
                Batches.TIMESTAMP_MS,
                Batches.TIMESTAMP_MS,
                SealReason.SIZE,
                clock.instant(),
                0));
  }

  @Test
  void aSegmentIsSealedWhenItIsOldEnough() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    commit(log, 20);
    assertThat(log.ageDue()).contains(clock.instant().plusSeconds(60));
    clock.advance(Duration.ofSeconds(60).minusNanos(1));
    commit(log, 20);
    log.sealIfDue(false);
    assertThat(heard.sealed).isEmpty();
    clock.advance(Duration.ofNanos(1));
    log.sealIfDue(false);

    assertThat(heard.reasons()).containsExactly(SealReason.AGE);
    assertThat(log.ageDue()).isEmpty();
  }

  @Test
  void aSegmentThatIsAwaitedIsSealedSoonerButNotForWhatWasAwaitedBefore() throws IOException {
    EndpointLog log = openAwaited();
    log.awaitCommit(); // nothing is open
    commit(log, 20);
    clock.advance(Duration.ofSeconds(30));
    log.awaitCommit();
    clock.advance(Duration.ofMillis(100));
    log.awaitCommit(); // the first time counts
    assertThat(log.ageDue()).contains(clock.instant().plusMillis(150));
    clock.advance(Duration.ofMillis(149));
    log.sealIfDue(false);
    assertThat(heard.sealed).isEmpty();
    clock.advance(Duration.ofMillis(1));
    log.sealIfDue(true);
    assertThat(heard.sealed).as("while shipping is saturated").isEmpty();
    log.sealIfDue(false);
    assertThat(heard.reasons()).containsExactly(SealReason.AGE);

    commit(log, 20);
    assertThat(log.ageDue()).contains(clock.instant().plusSeconds(60));
  }

  @Test
  void aSegmentThatIsAwaitedIsSealedByItsAgeWhereThatComesFirst() throws IOException {
    EndpointLog log = openAwaited();
    commit(log, 20);
    clock.advance(Duration.ofMillis(59_900));
    log.awaitCommit();

    assertThat(log.ageDue()).contains(clock.instant().plusMillis(100));
  }

  @Test
  void aClockThatIsSetBackLetsNobodyWait() throws IOException {
    EndpointLog log = openAwaited();
    commit(log, 20);
    clock.advance(Duration.ofSeconds(30));
    log.awaitCommit();
    clock.advance(Duration.ofSeconds(-10));
    log.sealIfDue(false);

    assertThat(heard.reasons()).containsExactly(SealReason.AGE);
  }

  /// With a segment that is sealed 250 ms after somebody began to wait for it.
  private EndpointLog openAwaited() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    log.follow(new SealPolicy(1000, Duration.ofSeconds(60), 4000, Duration.ofMillis(250)));
    return log;
  }

  @Test
  void aClockThatIsSetBackHoldsNoSegmentOpen() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    commit(log, 20);
    clock.advance(Duration.ofDays(-1));
    log.sealIfDue(false);
    assertThat(heard.reasons()).containsExactly(SealReason.AGE);

    commit(log, 20);
    log.sealIfDue(false);
    assertThat(log.ageDue()).contains(clock.instant().plusSeconds(60));
    assertThat(heard.sealed).hasSize(1);
  }

  @Test
  void whileShippingIsSaturatedASegmentGrowsUpToItsMaxSize() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    commit(log, 2000);
    clock.advance(Duration.ofHours(1));
    log.sealIfDue(true);
    assertThat(heard.sealed).isEmpty();
    commit(log, 2000);
    log.sealIfDue(true);

    assertThat(heard.reasons()).containsExactly(SealReason.MAX_SIZE);
    assertThat(heard.sealed.getFirst().bytes()).isEqualTo(4000);
  }

  @Test
  void aGroupThatWouldGoBeyondTheMaxSizeBeginsTheNextSegment() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    commit(log, 3000);
    commit(log, 1001);

    assertThat(heard.reasons()).containsExactly(SealReason.MAX_SIZE);
    assertThat(heard.sealed.getFirst().bytes()).isEqualTo(3000);
    assertThat(log.openBytes()).isEqualTo(1001);
    assertThat(log.epoch().segments()).containsExactly(1, 2);
  }

  @Test
  void aSegmentIsCountedFromItsFirstToItsLastTime() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    log.add(Batches.at(500, "b"));
    log.add(Batches.at(300, "a"));
    log.commit();
    log.add(Batches.at(400, "c"));
    log.commit();
    log.close();

    SealedSegment segment = heard.sealed.getFirst();
    assertThat(segment.firstTimestampMs()).isEqualTo(300);
    assertThat(segment.lastTimestampMs()).isEqualTo(500);
    assertThat(segment.frames()).isEqualTo(3);
    assertThat(segment.sealedBy()).isEqualTo(SealReason.SHUTDOWN);
  }

  @Test
  void closingDropsAGroupThatWasNotCommitted() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    log.add(Batches.of("never acknowledged"));
    log.close();

    assertThat(heard.sealed).isEmpty();
    assertThat(log.epoch().segments()).isEmpty();
  }

  @Test
  void anEpochIsNeverOpenedTwice() throws IOException {
    for (int epoch = 1; epoch <= 3; epoch++) {
      EndpointLog log = open(SyncMode.ALWAYS);
      assertThat(log.epoch().epoch()).isEqualTo(epoch);
      log.close();
    }
  }

  @Test
  void anEpochIsNotOpenedAgainWhenAllOfItWasShippedAndRecoveryHasTidiedUp() throws IOException {
    EndpointLog first = open(SyncMode.ALWAYS);
    commit(first, 20);
    first.close();
    Files.delete(heard.sealed.getFirst().path());
    recovery().recover(first.epoch(), _ -> false);

    assertThat(open(SyncMode.ALWAYS).epoch().epoch()).isEqualTo(2);
  }

  @Test
  void shortWritesAreContinued() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    for (int i = 0; i < 50; i++) {
      log.add(Batches.of("a".repeat(i), "b"));
      log.commit(); // the fake writes a random part of what it is given
    }

    assertThat(payloads(log, 1)).hasSize(100);
  }

  @Test
  void aGroupLargerThanTheWriteBufferIsAppendedWhole() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    log.add(Batches.sized(100));
    log.add(Batches.sized((2 << 20) + 1));
    log.add(Batches.sized(100));
    log.commit();

    assertThat(payloads(log, 1)).hasSize(3);
    assertThat(Files.size(log.epoch().segmentPath(1))).isEqualTo((2 << 20) + 201);
  }

  @Test
  void theBoundSaysWhatWasForced() throws IOException {
    EndpointLog log = open(SyncMode.ALWAYS);
    commit(log, 20);
    assertThat(ForcedBound.read(log.epoch()).forcedBytes(1)).isEqualTo(20);
    commit(log, 20);
    log.seal(SealReason.AGE);

    assertThat(ForcedBound.read(log.epoch()).forcedBytes(1)).isEqualTo(40);
  }

  private EndpointLog open(SyncMode sync) throws IOException {
    return EndpointLog.open(disk, root, WAL, "disk-1", POLICY, sync, clock, heard);
  }

  private SegmentRecovery recovery() {
    return new SegmentRecovery(new LocalDisk(), "disk-1", clock);
  }

  private static LogPosition commit(EndpointLog log, int bytes) throws IOException {
    log.add(Batches.sized(bytes));
    return log.commit();
  }

  private static List<String> payloads(EndpointLog log, int segment) throws IOException {
    return Batches.payloads(Files.readAllBytes(log.epoch().segmentPath(segment)));
  }
}
