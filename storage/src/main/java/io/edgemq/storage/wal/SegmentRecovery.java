package io.edgemq.storage.wal;

import io.edgemq.storage.frame.SegmentScan;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// Makes sealed segments of what a writer left behind: one that crashed, or one whose disk failed
/// (docs/format/wal.md). Touches only epochs that have no writer. May be interrupted anywhere and
/// run again. Blocks on the disk.
public final class SegmentRecovery {
  private static final String ASIDE = ".corrupt";

  private final LogDisk disk;
  private final String instance;
  private final InstantSource clock;

  /// What became of an epoch.
  ///
  /// @param segments to ship, in order
  /// @param findings what was wrong
  public record Recovered(List<SealedSegment> segments, List<RecoveryFinding> findings) {
    public Recovered {
      segments = List.copyOf(segments);
      findings = List.copyOf(findings);
    }
  }

  public SegmentRecovery(LogDisk disk, String instance, InstantSource clock) {
    this.disk = disk;
    this.instance = instance;
    this.clock = clock;
  }

  /// Recovers all segments of an epoch.
  ///
  /// @param isKnown segments to leave alone, because they are being shipped already
  public Recovered recover(EpochDirectory epoch, Predicate<SegmentId> isKnown) throws IOException {
    var segments = new ArrayList<SealedSegment>();
    var findings = new ArrayList<RecoveryFinding>();
    List<Integer> numbers = epoch.segments();
    for (int number : numbers) {
      SegmentId id = epoch.segmentId(instance, number);
      if (!isKnown.test(id)) {
        boolean isLast = number == numbers.getLast();
        try {
          recoverSegment(epoch, id, isLast, findings).ifPresent(segments::add);
        } catch (IOException e) { // the others need not wait for it
          findings.add(new RecoveryFinding.Unreadable(epoch.segmentPath(number), e));
        }
      }
    }
    if (segments.isEmpty() && numbers.isEmpty()) {
      epoch.deleteIfEmpty();
    }
    return new Recovered(segments, findings);
  }

  private Optional<SealedSegment> recoverSegment(
      EpochDirectory epoch, SegmentId id, boolean mayBeTorn, List<RecoveryFinding> findings)
      throws IOException {
    Path path = epoch.segmentPath(id.segment());
    Files.deleteIfExists(draft(path));
    byte[] bytes = readWhole(path);
    SegmentScan scan = SegmentScan.of(bytes, bytes.length);
    ForcedBound.Bound bound = ForcedBound.read(epoch);
    boolean isWhole = scan.goodBytes() >= bound.forcedBytes(id.segment());
    if (isWhole && scan.isSound() && scan.frames() > 0) {
      return Optional.of(sealed(id, path, scan, countAside(path)));
    }
    boolean isTorn =
        mayBeTorn
            && !bound.isBehind(id.segment()) // the last that is left need not be the last there was
            && !Files.exists(aside(path)) // found corrupt before, and perhaps the same file still
            && (scan.isSound() || scan.isTorn(bytes.length));
    if (!isWhole || !isTorn) {
      return setAside(id, path, bytes, scan, findings);
    }
    if (scan.frames() == 0) {
      disk.delete(path);
      findings.add(new RecoveryFinding.Empty(path, bytes.length));
      return Optional.empty();
    }
    cut(path, scan.goodBytes());
    findings.add(
        new RecoveryFinding.TornTail(path, scan.goodBytes(), bytes.length - scan.goodBytes()));
    return Optional.of(sealed(id, path, scan, countAside(path)));
  }

  /// Takes a segment that was found not to be what its writer counted, keeps its file aside, and
  /// gives a segment of the frames that can be read, if there are any.
  public Optional<SealedSegment> setAside(SealedSegment segment, List<RecoveryFinding> findings)
      throws IOException {
    byte[] bytes = readWhole(segment.path());
    SegmentScan scan = SegmentScan.of(bytes, bytes.length);
    return setAside(segment.id(), segment.path(), bytes, scan, findings);
  }

  /// Keeps the file of a segment aside of which only a beginning is committed. Nothing behind that
  /// was acknowledged by the log that committed it, but only a person can tell whether the file is
  /// of that log.
  public void keepAside(SealedSegment segment, long committedBytes, List<RecoveryFinding> findings)
      throws IOException {
    Path path = segment.path();
    Path aside = linkAside(path);
    disk.delete(path);
    findings.add(new RecoveryFinding.Corruption(path, aside, 1, segment.bytes() - committedBytes));
  }

  private Optional<SealedSegment> setAside(
      SegmentId id, Path path, byte[] bytes, SegmentScan scan, List<RecoveryFinding> findings)
      throws IOException {
    Path aside = linkAside(path);
    if (scan.frames() == 0) {
      disk.delete(path);
    } else {
      Path draft = draft(path);
      writeGoodFrames(draft, bytes, scan);
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
    }
    disk.forceName(path);
    int stretches = countAside(path);
    findings.add(
        new RecoveryFinding.Corruption(
            path, aside, stretches, Files.size(aside) - (long) scan.goodBytes()));
    return scan.frames() == 0 ? Optional.empty() : Optional.of(sealed(id, path, scan, stretches));
  }

  /// Gives the original its second name, and returns once that is on the disk: it is never without
  /// one.
  private Path linkAside(Path path) throws IOException {
    Path aside = aside(path);
    if (!Files.exists(aside)) {
      Files.createLink(aside, path);
    }
    disk.forceName(aside);
    return aside;
  }

  private SealedSegment sealed(SegmentId id, Path path, SegmentScan scan, int corruptFrames) {
    return new SealedSegment(
        id,
        path,
        scan.goodBytes(),
        scan.frames(),
        scan.firstTimestampMs(),
        scan.lastTimestampMs(),
        SealReason.RECOVERY,
        clock.instant(),
        corruptFrames);
  }

  /// A segment that was repaired before a crash came in between has its original beside it.
  private static int countAside(Path path) throws IOException {
    Path aside = aside(path);
    if (!Files.exists(aside)) {
      return 0;
    }
    byte[] bytes = readWhole(aside);
    return unreadable(SegmentScan.of(bytes, bytes.length));
  }

  /// Stretches that are lost; a file that is too short has lost one behind its end.
  private static int unreadable(SegmentScan scan) {
    return Math.max(1, scan.gaps().size());
  }

  private static byte[] readWhole(Path path) throws IOException {
    long bytes = Files.size(path);
    if (bytes > 2 * SealPolicy.SIZE_BYTES_CEILING - 16) {
      throw new IOException(
          "segment %s has %d bytes, no segment is that large".formatted(path, bytes));
    }
    return Files.readAllBytes(path);
  }

  private static void cut(Path path, long bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.truncate(bytes);
      channel.force(true);
    }
  }

  private static void writeGoodFrames(Path draft, byte[] bytes, SegmentScan scan)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(draft)) {
      int from = 0;
      for (SegmentScan.Gap gap : scan.gaps()) {
        out.write(bytes, from, gap.from() - from);
        from = gap.to();
      }
      out.write(bytes, from, bytes.length - from);
    }
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static Path aside(Path path) {
    return path.resolveSibling(path.getFileName() + ASIDE);
  }

  private static Path draft(Path path) {
    return path.resolveSibling(path.getFileName() + ".tmp");
  }
}
