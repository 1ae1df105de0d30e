package io.edgemq.storage.wal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.frame.Batches;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentRecoveryTest {
  private static final WalId WAL = new WalId("acme", "plant", 0);

  /// Three frames of 21 bytes.
  private static final byte[] SOUND = Batches.bytes("aaaa", "bbbb", "cccc");

  @TempDir private Path root;
  private final ManualClock clock = new ManualClock();
  private final SegmentRecovery recovery = new SegmentRecovery(new LocalDisk(), "disk-1", clock);
  private EpochDirectory epoch;

  @BeforeEach
  void makeEpoch() throws IOException {
    epoch = EpochDirectory.createNext(new LocalDisk(), root, WAL);
  }

  @Test
  void aSoundSegmentIsSealedAsItIs() throws IOException {
    put(1, SOUND);
    SegmentRecovery.Recovered recovered = recover();

    assertThat(recovered.findings()).isEmpty();
    assertThat(recovered.segments())
        .containsExactly(
            new SealedSegment(
                epoch.segmentId("disk-1", 1),
                epoch.segmentPath(1),
                63,
                3,
                Batches.TIMESTAMP_MS,
                Batches.TIMESTAMP_MS + 2,
                SealReason.RECOVERY,
                clock.instant(),
                0));
  }

  @Test
  void segmentsComeInOrderAndKnownOnesAreLeftAlone() throws IOException {
    for (int segment : List.of(3, 1, 2, 10)) {
      put(segment, SOUND);
    }
    SegmentRecovery.Recovered recovered = recovery.recover(epoch, it -> it.segment() == 2);

    assertThat(numbers(recovered)).containsExactly(1, 3, 10);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16, 17, 20})
  void aTornTailIsCutOff(int tornBytes) throws IOException {
    put(1, Arrays.copyOf(SOUND, 42 + tornBytes));
    SegmentRecovery.Recovered recovered = recover();

    assertThat(recovered.findings())
        .containsExactly(new RecoveryFinding.TornTail(epoch.segmentPath(1), 42, tornBytes));
    assertThat(recovered.segments().getFirst().bytes()).isEqualTo(42);
    assertThat(recovered.segments().getFirst().corruptFrames()).isZero();
    assertThat(content(1)).isEqualTo(Arrays.copyOf(SOUND, 42));
  }

  @Test
  void zerosBehindTheLastFrameAreCutOff() throws IOException {
    put(1, join(SOUND, new byte[9000]));
    SegmentRecovery.Recovered recovered = recover();

    assertThat(recovered.findings())
        .containsExactly(new RecoveryFinding.TornTail(epoch.segmentPath(1), 63, 9000));
    assertThat(content(1)).isEqualTo(SOUND);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 5000})
  void aNewestSegmentWithoutAFrameIsRemoved(int zeros) throws IOException {
    put(1, SOUND);
    put(2, new byte[zeros]);
    SegmentRecovery.Recovered recovered = recover();

    assertThat(numbers(recovered)).containsExactly(1);
    assertThat(recovered.findings())
        .containsExactly(new RecoveryFinding.Empty(epoch.segmentPath(2), zeros));
    assertThat(epoch.segmentPath(2)).doesNotExist();
  }

  @Test
  void aHoleWithFramesBehindIsCorruptionEvenInTheNewestSegment() throws IOException {
    byte[] holed = join(SOUND, new byte[100], SOUND);
    put(1, holed);
    SegmentRecovery.Recovered recovered = recover();

    assertThat(recovered.findings())
        .containsExactly(new RecoveryFinding.Corruption(epoch.segmentPath(1), aside(1), 1, 100));
    assertThat(recovered.segments().getFirst().corruptFrames()).isEqualTo(1);
    assertThat(recovered.segments().getFirst().frames()).isEqualTo(6);
    assertThat(content(1)).isEqualTo(join(SOUND, SOUND));
    assertThat(Files.readAllBytes(aside(1))).isEqualTo(holed);
  }

  @Test
  void aSealedSegmentWithATornTailIsCorruption() throws IOException {
    byte[] torn = Arrays.copyOf(SOUND, 50);
    put(1, torn);
    put(2, SOUND);
    SegmentRecovery.Recovered recovered = recover();

    assertThat(recovered.findings())
        .containsExactly(new RecoveryFinding.Corruption(epoch.segmentPath(1), aside(1), 1, 8));
    assertThat(recovered.segments().getFirst().corruptFrames()).isEqualTo(1);
    assertThat(Files.readAllBytes(aside(1))).isEqualTo(torn);
    assertThat(content(1)).isEqualTo(Arrays.copyOf(SOUND, 42));
  }

  @Test
  void allStretchesOfACorruptSegmentAreCountedAndAllElseIsKept() throws IOException {
    byte[] corrupt = join(SOUND, SOUND, SOUND, SOUND);
    corrupt[20] ^= 1; // a payload
    corrupt[63 + 3] ^= 4; // a LEN
    corrupt[250] ^= 16; // the last frame
    put(1, corrupt);
    put(2, SOUND);
    SealedSegment first = recover().segments().getFirst();

    assertThat(first.corruptFrames()).isEqualTo(3);
    assertThat(first.frames()).isEqualTo(9);
    assertThat(Files.readAllBytes(aside(1))).isEqualTo(corrupt);
    assertThat(Batches.payloads(content(1)))
        .containsExactly("bbbb", "cccc", "bbbb", "cccc", "aaaa", "bbbb", "cccc", "aaaa", "bbbb");
  }

  @Test
  void aSealedSegmentWithoutAReadableFrameIsKeptAside() throws IOException {
    put(1, new byte[77]);
    put(2, SOUND);
    SegmentRecovery.Recovered recovered = recover();

    assertThat(numbers(recovered)).containsExactly(2);
    assertThat(recovered.findings())
        .containsExactly(new RecoveryFinding.Corruption(epoch.segmentPath(1), aside(1), 1, 77));
    assertThat(epoch.segmentPath(1)).doesNotExist();
    assertThat(aside(1)).hasSize(77);
  }

  @Test
  void aCutBelowWhatWasForcedIsCorruption() throws IOException {
    byte[] torn = Arrays.copyOf(SOUND, 50);
    put(1, torn);
    putBound(1, 63);
    SegmentRecovery.Recovered recovered = recover();

    assertThat(recovered.findings())
        .containsExactly(new RecoveryFinding.Corruption(epoch.segmentPath(1), aside(1), 1, 8));
    assertThat(recovered.segments().getFirst().corruptFrames()).isEqualTo(1);
    assertThat(Files.readAllBytes(aside(1))).isEqualTo(torn);
  }

  @Test
  void aSegmentThatEndsAtAFrameBelowWhatWasForcedIsCorruption() throws IOException {
    put(1, Arrays.copyOf(SOUND, 42));
    putBound(1, 63);
    SegmentRecovery.Recovered recovered = recover();

    assertThat(recovered.segments().getFirst().corruptFrames()).isEqualTo(1);
    assertThat(recovered.findings().getFirst()).isInstanceOf(RecoveryFinding.Corruption.class);
  }

  @Test
  void anEmptyFileBelowWhatWasForcedIsKeptAside() throws IOException {
    put(1, new byte[0]);
    putBound(1, 63);
    SegmentRecovery.Recovered recovered = recover();

    assertThat(recovered.segments()).isEmpty();
    assertThat(recovered.findings().getFirst()).isInstanceOf(RecoveryFinding.Corruption.class);
    assertThat(aside(1)).exists();
  }

  @Test
  void theLastSegmentThatIsLeftIsNotTornIfALaterOneWasForced() throws IOException {
    put(1, Arrays.copyOf(SOUND, 50));
    try (ForcedBound bound = ForcedBound.create(epoch)) {
      bound.noteNow(2, 5); // shipped and deleted meanwhile
    }
    SegmentRecovery.Recovered recovered = recover();

    assertThat(recovered.findings())
        .containsExactly(new RecoveryFinding.Corruption(epoch.segmentPath(1), aside(1), 1, 8));
    assertThat(recovered.segments().getFirst().corruptFrames()).isOne();
  }

  @Test
  void aCutAtWhatWasForcedIsATornTail() throws IOException {
    put(1, Arrays.copyOf(SOUND, 50));
    putBound(1, 42);

    assertThat(recover().findings().getFirst()).isInstanceOf(RecoveryFinding.TornTail.class);
  }

  @Test
  void theBoundOfAnotherSegmentSaysNothing() throws IOException {
    put(2, Arrays.copyOf(SOUND, 50));
    putBound(1, 63);

    assertThat(recover().findings().getFirst()).isInstanceOf(RecoveryFinding.TornTail.class);
  }

  @Test
  void recoveryRunAgainGivesTheSame() throws IOException {
    byte[] corrupt = join(SOUND, new byte[5], SOUND, new byte[5], SOUND);
    put(1, corrupt);
    put(2, Arrays.copyOf(SOUND, 50));
    List<SealedSegment> first = recover().segments();
    SegmentRecovery.Recovered again = recover();

    assertThat(again.segments()).isEqualTo(first);
    assertThat(again.segments().getFirst().corruptFrames()).isEqualTo(2);
    assertThat(again.findings()).isEmpty();
    assertThat(Files.readAllBytes(aside(1))).isEqualTo(corrupt);
  }

  @Test
  void recoveryRunAgainBelowTheBoundCountsWhatTheOriginalLost() throws IOException {
    byte[] corrupt = join(SOUND, new byte[5], SOUND, new byte[5], SOUND);
    put(1, corrupt);
    putBound(1, corrupt.length);
    List<SealedSegment> first = recover().segments();

    assertThat(first.getFirst().corruptFrames()).isEqualTo(2);
    assertThat(recover().segments()).isEqualTo(first);
    assertThat(Files.readAllBytes(aside(1))).isEqualTo(corrupt);
  }

  @Test
  void aCrashBehindTheLinkIsRecoveredFrom() throws IOException {
    byte[] corrupt = join(SOUND, new byte[5], SOUND);
    put(1, corrupt);
    put(2, SOUND);
    Files.createLink(aside(1), epoch.segmentPath(1));
    Files.write(epoch.path().resolve("seg-00000001.wal.tmp"), new byte[13]);
    SealedSegment segment = recover().segments().getFirst();

    assertThat(segment.corruptFrames()).isEqualTo(1);
    assertThat(content(1)).isEqualTo(join(SOUND, SOUND));
    assertThat(Files.readAllBytes(aside(1))).isEqualTo(corrupt);
    assertThat(epoch.path().resolve("seg-00000001.wal.tmp")).doesNotExist();
  }

  @Test
  void theOriginalKeepsItsNameUntilTheOtherOneIsForced() throws IOException {
    byte[] corrupt = join(SOUND, new byte[5], SOUND);
    put(1, corrupt);
    var failing = new ForgetfulDisk(root, new Random(0));
    failing.failAt(ForgetfulDisk.Fault.FORCE_NAME, 1);
    var failingRecovery = new SegmentRecovery(failing, "disk-1", clock);

    assertThat(failingRecovery.recover(epoch, _ -> false).findings())
        .singleElement()
        .isInstanceOf(RecoveryFinding.Unreadable.class);
    assertThat(content(1)).isEqualTo(corrupt);
    assertThat(recover().segments().getFirst().corruptFrames()).isEqualTo(1);
    assertThat(Files.readAllBytes(aside(1))).isEqualTo(corrupt);
  }

  @Test
  void anOriginalOnceKeptAsideIsNeverCutThroughItsOtherName() throws IOException {
    byte[] torn = Arrays.copyOf(SOUND, 50);
    put(1, torn);
    Files.createLink(aside(1), epoch.segmentPath(1)); // then the power went, and with it the bound
    SealedSegment segment = recover().segments().getFirst();

    assertThat(segment.corruptFrames()).isEqualTo(1);
    assertThat(Files.readAllBytes(aside(1))).isEqualTo(torn);
  }

  @Test
  void anEpochWithoutAnythingGoesOnlyWhenThereIsANewerOne() throws IOException {
    putBound(1, 63);
    recover();
    assertThat(epoch.path()).exists();
    EpochDirectory.createNext(new LocalDisk(), root, WAL);

    assertThat(epoch.path()).doesNotExist();
    assertThat(recover().segments()).as("recovery may come late").isEmpty();
  }

  @Test
  void anEpochStaysWhileSomethingIsKeptAsideInIt() throws IOException {
    Files.write(aside(1), SOUND);
    EpochDirectory.createNext(new LocalDisk(), root, WAL);
    recover();

    assertThat(aside(1)).exists();
  }

  @Test
  void aSegmentThatCannotBeReadDoesNotHoldBackTheOthers() throws IOException {
    Files.createDirectory(epoch.segmentPath(1)); // as good as a bad sector
    put(2, SOUND);
    put(3, SOUND);
    SegmentRecovery.Recovered recovered = recover();

    assertThat(numbers(recovered)).containsExactly(2, 3);
    assertThat(recovered.findings())
        .singleElement()
        .isInstanceOfSatisfying(
            RecoveryFinding.Unreadable.class,
            it -> assertThat(it.file()).isEqualTo(epoch.segmentPath(1)));
  }

  @Test
  void strangeFilesBesideTheSegmentsAreLeftAlone() throws IOException {
    Path strange = epoch.path().resolve("seg-1.wal");
    Files.write(strange, SOUND);
    put(1, SOUND);

    assertThat(numbers(recover())).containsExactly(1);
    assertThat(strange).exists();
  }

  private SegmentRecovery.Recovered recover() throws IOException {
    return recovery.recover(epoch, _ -> false);
  }

  private static List<Integer> numbers(SegmentRecovery.Recovered recovered) {
    return recovered.segments().stream().map(it -> it.id().segment()).toList();
  }

  private void put(int segment, byte[] bytes) throws IOException {
    Files.write(epoch.segmentPath(segment), bytes);
  }

  private void putBound(int segment, int bytes) throws IOException {
    Files.write(
        ForcedBound.path(epoch),
        "seg-%08d.wal %010d\n".formatted(segment, bytes).getBytes(US_ASCII));
  }

  private byte[] content(int segment) throws IOException {
    return Files.readAllBytes(epoch.segmentPath(segment));
  }

  private Path aside(int segment) {
    return epoch.segmentPath(segment).resolveSibling("seg-%08d.wal.corrupt".formatted(segment));
  }

  private static byte[] join(byte[]... parts) {
    var joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }
}
