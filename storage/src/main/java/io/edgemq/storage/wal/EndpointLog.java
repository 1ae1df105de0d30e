package io.edgemq.storage.wal;

import io.edgemq.storage.frame.FrameBatch;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The log of an endpoint while it is open for writing, with group commit: batches are added to a
/// group, and [#commit()] appends the group with one write and one force (decision 0009).
///
/// One owner, one thread at a time; every call may block on the disk.
///
/// What fails is never tried again on the same file. The frames acknowledged so far are sealed, a
/// new segment is opened and the group is appended there; while that fails too the group stays,
/// nothing of it is acknowledged, and [#commit()] may be called again.
public final class EndpointLog implements AutoCloseable {
  /// Hears what becomes of segments; called on the thread of the call that caused it.
  public interface Listener {
    /// A segment was sealed and waits to be shipped.
    void sealed(SealedSegment segment);

    /// The disk failed. With [SyncMode#ALWAYS] nothing acknowledged is lost by it; with the other
    /// modes what was acknowledged and not forced may be. A commit that could not be done elsewhere
    /// throws besides.
    void diskFailed(Path file, IOException failure);
  }

  private final LogDisk disk;
  private final EpochDirectory epoch;
  private final String instance;
  private SealPolicy policy;
  private final SyncMode sync;
  private final InstantSource clock;
  private final Listener listener;
  private final ForcedBound bound;
  private final List<FrameBatch> group = new ArrayList<>();
  private @Nullable OpenSegment open;
  private long groupBytes;
  private int nextSegment = 1;
  private boolean hasUnforced;

  private EndpointLog(
      LogDisk disk,
      EpochDirectory epoch,
      String instance,
      SealPolicy policy,
      SyncMode sync,
      InstantSource clock,
      Listener listener)
      throws IOException {
    this.disk = disk;
    this.epoch = epoch;
    this.instance = instance;
    this.policy = policy;
    this.sync = sync;
    this.clock = clock;
    this.listener = listener;
    this.bound = ForcedBound.create(epoch);
  }

  /// Opens the next epoch of a log. No segment is made before there is something to append.
  ///
  /// @param root where all logs of this disk lie
  public static EndpointLog open(
      LogDisk disk,
      Path root,
      WalId wal,
      String instance,
      SealPolicy policy,
      SyncMode sync,
      InstantSource clock,
      Listener listener)
      throws IOException {
    EpochDirectory epoch = EpochDirectory.createNext(disk, root, wal);
    return new EndpointLog(disk, epoch, instance, policy, sync, clock, listener);
  }

  /// The epoch that is being written.
  public EpochDirectory epoch() {
    return epoch;
  }

  /// Seals by another policy from now on; the open segment too.
  public void follow(SealPolicy changed) {
    policy = changed;
  }

  /// Puts a batch into the group of the next [#commit()].
  public void add(FrameBatch batch) {
    group.add(batch);
    groupBytes += batch.length();
  }

  /// Bytes in the group.
  public long groupBytes() {
    return groupBytes;
  }

  /// Bytes in the open segment.
  public long openBytes() {
    return open == null ? 0 : open.bytes();
  }

  /// When the oldest frame in the open segment came, in milliseconds since 1970; 0: there is none.
  public long openSinceMs() {
    return open == null || open.bytes() == 0 ? 0 : open.firstTimestampMs();
  }

  /// Appends the group. When this returns all of it may be acknowledged as the sync mode promises.
  ///
  /// @return where the group begins; its batches follow each other in one segment
  /// @throws IllegalStateException if the group is empty
  /// @throws IOException if it could not be appended, to a new segment neither: the group stays
  public LogPosition commit() throws IOException {
    if (group.isEmpty()) {
      throw new IllegalStateException("a group has at least one batch");
    }
    if (open != null && open.bytes() + groupBytes > policy.sizeBytesMax()) {
      seal(SealReason.MAX_SIZE);
    }
    IOException failure = null;
    for (int attempt = 0; attempt < 2; attempt++) {
      try {
        return append();
      } catch (IOException e) {
        listener.diskFailed(abandonOpen(), e);
        failure = e;
      }
    }
    throw new IOException(
        "%d bytes of %s could not be appended to a new segment either"
            .formatted(groupBytes, epoch.wal()),
        failure);
  }

  private LogPosition append() throws IOException {
    OpenSegment segment = open == null ? openNext() : open;
    var begin = new LogPosition(segment.id(), segment.bytes());
    segment.write(group);
    if (sync == SyncMode.ALWAYS) {
      segment.force();
    } else {
      hasUnforced = true;
    }
    segment.acknowledge(group);
    group.clear();
    groupBytes = 0;
    if (sync == SyncMode.ALWAYS) {
      noteForced(segment);
    }
    return begin;
  }

  private OpenSegment openNext() throws IOException {
    Path path = epoch.segmentPath(nextSegment);
    LogFile file;
    try {
      file = disk.create(path);
    } catch (FileAlreadyExistsException e) {
      nextSegment++; // left there by a failure that could not be cleaned up: recovery looks at it
      throw e;
    }
    var id = epoch.segmentId(instance, nextSegment);
    nextSegment++;
    var segment = new OpenSegment(id, path, file, clock.instant());
    open = segment;
    return segment;
  }

  /// Forces what a mode other than `always` has left unforced.
  public void force() {
    if (open == null || !hasUnforced) {
      return;
    }
    try {
      open.force();
      hasUnforced = false;
      noteForced(open);
    } catch (IOException e) {
      hasUnforced = false; // a second force might wrongly succeed
      listener.diskFailed(abandonOpen(), e);
    }
  }

  /// Somebody waits for what was appended last to be committed: the open segment is sealed
  /// [SealPolicy#committedAge()] after the first time that this was said of it.
  public void awaitCommit() {
    if (open != null) {
      open.await(clock.instant());
    }
  }

  /// When the open segment is old enough to be sealed; nothing if none is open.
  public Optional<Instant> ageDue() {
    return Optional.ofNullable(open).map(it -> it.due(policy));
  }

  /// Seals the open segment if its size or age is reached.
  ///
  /// @param isShippingSaturated whether to let it grow instead, up to the max size
  public void sealIfDue(boolean isShippingSaturated) {
    if (open == null) {
      return;
    }
    if (open.bytes() >= policy.sizeBytesMax()) {
      seal(SealReason.MAX_SIZE);
    } else if (isShippingSaturated) {
      return;
    } else if (open.bytes() >= policy.sizeBytes()) {
      seal(SealReason.SIZE);
    } else if (open.isOldEnough(clock.instant(), policy)) {
      seal(SealReason.AGE);
    }
  }

  /// Seals the open segment, if there is one.
  public void seal(SealReason reason) {
    force();
    OpenSegment sealing = open;
    if (sealing == null) {
      return; // none, or the force failed and it is sealed already
    }
    open = null;
    try (sealing) {
      bound.noteNow(sealing.number(), sealing.bytes());
    } catch (IOException e) {
      listener.diskFailed(sealing.path(), e); // all of it is forced: it is good
    }
    listener.sealed(sealing.sealed(reason, clock.instant()));
  }

  /// Closes the log: seals what is open. A group that was not committed is dropped; it was not
  /// acknowledged.
  @Override
  public void close() throws IOException {
    seal(SealReason.SHUTDOWN);
    bound.close();
  }

  /// Gives up the open segment after a failure: what was acknowledged in it is sealed, the rest is
  /// cut off and belongs to nobody.
  private Path abandonOpen() {
    OpenSegment abandoned = open;
    if (abandoned == null) {
      return epoch.segmentPath(nextSegment);
    }
    open = null;
    boolean isForceOwed = hasUnforced; // it was a write that failed
    hasUnforced = false;
    try (abandoned) {
      if (abandoned.bytes() > 0) {
        abandoned.truncateToAcknowledged();
        if (isForceOwed) {
          abandoned.force();
        }
      } else {
        disk.delete(abandoned.path());
        nextSegment = abandoned.number(); // so that numbers in the bucket have no gaps
      }
    } catch (IOException e) {
      listener.diskFailed(abandoned.path(), e);
    }
    if (abandoned.bytes() > 0) {
      listener.sealed(abandoned.sealed(SealReason.RECOVERY, clock.instant()));
    }
    return abandoned.path();
  }

  private void noteForced(OpenSegment segment) {
    try {
      bound.note(segment.number(), segment.bytes());
    } catch (IOException e) {
      // A bound that is old or missing is allowed for, and the group is on the disk.
    }
  }
}
