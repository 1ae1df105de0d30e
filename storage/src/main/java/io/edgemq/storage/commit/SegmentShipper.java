package io.edgemq.storage.commit;

import io.edgemq.storage.frame.SegmentScan;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.PutOutcome;
import io.edgemq.storage.object.Sha256;
import io.edgemq.storage.wal.RecoveryFinding;
import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentRecovery;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/// Takes one sealed segment to the object store: read and checked, compressed and rendered, put,
/// its commit marker put last, and only then the local file deleted. May be interrupted anywhere
/// and done again, by this node or by another that has the file: nothing that is in the store is
/// ever replaced.
///
/// Any number of threads; each call holds the segment in memory, raw, compressed and rendered. It
/// is rendered on a thread of `renderers`, which is to be another one, while the caller's
/// compresses it.
public final class SegmentShipper {
  private static final int KEY_CHOICES_MAX = 100;

  private final ObjectStore store;
  private final ObjectKeys keys;
  private final SegmentRecovery recovery;
  private final InstantSource clock;
  private final int zstdLevel;
  private final ArtifactRenderer renderer;
  private final Executor renderers;

  /// What a shipment came to.
  ///
  /// @param marker as it is in the store; nothing if the file held not one readable frame
  /// @param findings faults of the local file
  public record Shipped(Optional<CommitMarker> marker, List<RecoveryFinding> findings) {
    public Shipped {
      findings = List.copyOf(findings);
    }
  }

  public SegmentShipper(
      ObjectStore store,
      ObjectKeys keys,
      SegmentRecovery recovery,
      InstantSource clock,
      int zstdLevel,
      ArtifactRenderer renderer,
      Executor renderers) {
    this.store = store;
    this.keys = keys;
    this.recovery = recovery;
    this.clock = clock;
    this.zstdLevel = zstdLevel;
    this.renderer = renderer;
    this.renderers = renderers;
  }

  /// Ships segments and nothing else of them.
  public SegmentShipper(
      ObjectStore store,
      ObjectKeys keys,
      SegmentRecovery recovery,
      InstantSource clock,
      int zstdLevel) {
    this(store, keys, recovery, clock, zstdLevel, ArtifactRenderer.NONE, Runnable::run);
  }

  /// Ships a segment.
  ///
  /// @throws CannotRender if an artifact could not be made; nothing was put
  /// @throws IOException if the disk or the store failed; the segment is still there, ship it again
  public Shipped ship(SealedSegment segment) throws IOException {
    var findings = new ArrayList<RecoveryFinding>();
    byte[] raw = readWhole(segment);
    SegmentScan scan = SegmentScan.of(raw, raw.length);
    if (!isAsCounted(segment, raw, scan)) {
      Optional<SealedSegment> readable = recovery.setAside(segment, findings);
      if (readable.isEmpty()) {
        return new Shipped(Optional.empty(), findings);
      }
      raw = readWhole(readable.get());
      return new Shipped(Optional.of(commit(readable.get(), raw, findings)), findings);
    }
    return new Shipped(Optional.of(commit(segment, raw, findings)), findings);
  }

  private CommitMarker commit(SealedSegment segment, byte[] raw, List<RecoveryFinding> findings)
      throws IOException {
    CommitMarker marker = putAll(segment, raw);
    if (marker.rawBytes() < raw.length) {
      recovery.keepAside(segment, marker.rawBytes(), findings);
    } else {
      Files.deleteIfExists(segment.path());
    }
    return marker;
  }

  private CommitMarker putAll(SealedSegment segment, byte[] raw) throws IOException {
    String markerKey = keys.marker(segment.id());
    if (segment.sealedBy() == SealReason.RECOVERY) {
      // It may have been committed before the crash; then nothing is put a second time.
      Optional<CommitMarker> earlier = readMarker(markerKey);
      if (earlier.isPresent()) {
        return sameSegment(markerKey, earlier.get(), raw);
      }
    }
    CommitMarker marker = marker(segment, putArtifacts(segment, raw));
    PutOutcome outcome =
        store.putIfAbsent(markerKey, ObjectContent.of(marker.toJson(), "application/json"));
    return switch (outcome) {
      case PutOutcome.Created() -> marker;
      case PutOutcome.AlreadyThere(String _) ->
          sameSegment(markerKey, readMarker(markerKey).orElseThrow(), raw);
    };
  }

  private List<CommitMarker.Artifact> putArtifacts(SealedSegment segment, byte[] raw)
      throws IOException {
    var rendering = new FutureTask<>(() -> renderer.render(segment, raw));
    renderers.execute(rendering);
    ArtifactRenderer.Rendered compressed = compressed(segment, raw);
    var all = new ArrayList<>(List.of(compressed));
    all.addAll(await(rendering, segment));
    var artifacts = new ArrayList<CommitMarker.Artifact>();
    for (ArtifactRenderer.Rendered it : all) {
      String key = putArtifact(it.key(), it.content());
      artifacts.add(
          new CommitMarker.Artifact(
              it.kind(), key, it.content().length(), it.content().sha256(), it.rows()));
    }
    return artifacts;
  }

  private static List<ArtifactRenderer.Rendered> await(
      Future<List<ArtifactRenderer.Rendered>> rendering, SealedSegment segment) throws IOException {
    try {
      return rendering.get();
    } catch (ExecutionException e) {
      throw new CannotRender(segment.id(), Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + segment.id() + " was rendered");
    }
  }

  private ArtifactRenderer.Rendered compressed(SealedSegment segment, byte[] raw) {
    SegmentCodec.Compressed compressed = SegmentCodec.compress(raw, raw.length, zstdLevel);
    String sha256 = Sha256.hex(compressed.bytes(), compressed.length());
    var content =
        new ObjectContent(
            compressed.bytes(),
            compressed.length(),
            sha256,
            "application/zstd",
            Map.of("sha256", sha256, "source", String.valueOf(segment.path().getFileName())));
    return new ArtifactRenderer.Rendered(
        CommitMarker.KIND_SEGMENT, keys.segment(segment.id()), content, segment.frames());
  }

  /// Puts an artifact under its key, or under the next choice where other bytes have taken it.
  private String putArtifact(String key, ObjectContent content) throws IOException {
    for (int n = 1; n <= KEY_CHOICES_MAX; n++) {
      String choice = ObjectKeys.choice(key, n);
      switch (store.putIfAbsent(choice, content)) {
        case PutOutcome.Created() -> {
          return choice;
        }
        case PutOutcome.AlreadyThere(String sha256) -> {
          if (sha256.equals(content.sha256())) {
            return choice;
          }
        }
      }
    }
    throw new IOException(KEY_CHOICES_MAX + " objects of other content have taken " + key);
  }

  private Optional<CommitMarker> readMarker(String key) throws IOException {
    try (InputStream in = store.open(key)) {
      return Optional.of(CommitMarker.read(in));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /// Makes sure that a marker which is there already speaks of the same bytes, so that ours may go.
  /// One may be a beginning of the other: a failed disk or a power loss can bring back what was cut
  /// off behind the acknowledged frames, or take away what a sync mode other than `always` left.
  private CommitMarker sameSegment(String markerKey, CommitMarker there, byte[] raw)
      throws IOException {
    CommitMarker.Artifact artifact =
        there
            .segmentArtifact()
            .orElseThrow(() -> new IOException("marker " + markerKey + " names no segment"));
    try (InputStream in = store.open(artifact.key())) {
      byte[] committed = SegmentCodec.decompress(in);
      int common = Math.min(committed.length, raw.length);
      if (committed.length != there.rawBytes()
          || common == 0
          || !Arrays.equals(committed, 0, common, raw, 0, common)) {
        throw new IOException(
            "marker %s is there already and speaks of other bytes (%d, ours are %d): two disks have one instance id"
                .formatted(markerKey, committed.length, raw.length));
      }
    }
    return there;
  }

  private CommitMarker marker(SealedSegment segment, List<CommitMarker.Artifact> artifacts) {
    return new CommitMarker(
        CommitMarker.VERSION,
        segment.id().wal().tenant(),
        segment.id().wal().endpoint(),
        keys.region(),
        segment.id().instance(),
        segment.id().epoch(),
        segment.id().segment(),
        segment.frames(),
        segment.firstTimestampMs(),
        segment.lastTimestampMs(),
        segment.bytes(),
        segment.sealedBy().label(),
        segment.sealedAt().toString(),
        clock.instant().toString(),
        artifacts,
        List.of(),
        segment.corruptFrames());
  }

  private static boolean isAsCounted(SealedSegment segment, byte[] raw, SegmentScan scan) {
    return scan.isSound()
        && raw.length == segment.bytes()
        && scan.frames() == segment.frames()
        && scan.firstTimestampMs() == segment.firstTimestampMs()
        && scan.lastTimestampMs() == segment.lastTimestampMs();
  }

  private static byte[] readWhole(SealedSegment segment) throws IOException {
    try (InputStream in = Files.newInputStream(segment.path())) {
      byte[] raw = new byte[Math.toIntExact(segment.bytes())];
      int read = in.readNBytes(raw, 0, raw.length);
      return read == raw.length ? raw : Arrays.copyOf(raw, read);
    }
  }
}
