package io.edgemq.storage.commit;

import io.edgemq.storage.frame.SegmentScan;
import io.edgemq.storage.measure.Distribution;
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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Takes one sealed segment to the object store: read and checked, compressed and rendered, put,
/// its commit marker put last, and only then the local file deleted. May be interrupted anywhere
/// and done again, by this node or by another that has the file: nothing that is in the store is
/// ever replaced.
///
/// Any number of threads; each call holds the segment in memory, raw and compressed, and one
/// artifact of it at a time. It is rendered on a thread of `renderers`, which is to be another one,
/// while the caller's compresses it; what is rendered is put as it comes.
public final class SegmentShipper {
  private final StoreOfLog stores;
  private final ObjectKeys keys;
  private final SegmentRecovery recovery;
  private final InstantSource clock;
  private final int zstdLevel;
  private final ArtifactRenderer renderer;
  private final Executor renderers;
  private final Times times;

  /// What shipping takes, in nanoseconds.
  ///
  /// @param whole of segments that were committed
  /// @param rendering of segments: raw Parquet and views, without putting them
  /// @param putting of the objects of segments, one by one
  public record Times(Distribution whole, Distribution rendering, Distribution putting) {
    public Times() {
      this(Distribution.ofTimes(), Distribution.ofTimes(), Distribution.ofTimes());
    }
  }

  /// What a shipment came to.
  ///
  /// @param marker as it is in the store; nothing if the file held not one readable frame
  /// @param wasCommitted whether somebody else had put the marker
  /// @param findings faults of the local file
  public record Shipped(
      Optional<CommitMarker> marker, boolean wasCommitted, List<RecoveryFinding> findings) {
    public Shipped {
      findings = List.copyOf(findings);
    }
  }

  /// @param stores where segments go
  public SegmentShipper(
      StoreOfLog stores,
      ObjectKeys keys,
      SegmentRecovery recovery,
      InstantSource clock,
      int zstdLevel,
      ArtifactRenderer renderer,
      Executor renderers) {
    this(stores, keys, recovery, clock, zstdLevel, renderer, renderers, new Times());
  }

  /// @param times where it is noted what it takes
  public SegmentShipper(
      StoreOfLog stores,
      ObjectKeys keys,
      SegmentRecovery recovery,
      InstantSource clock,
      int zstdLevel,
      ArtifactRenderer renderer,
      Executor renderers,
      Times times) {
    this.stores = stores;
    this.keys = keys;
    this.recovery = recovery;
    this.clock = clock;
    this.zstdLevel = zstdLevel;
    this.renderer = renderer;
    this.renderers = renderers;
    this.times = times;
  }

  /// Ships segments into one store, and nothing else of them.
  public SegmentShipper(
      ObjectStore store,
      ObjectKeys keys,
      SegmentRecovery recovery,
      InstantSource clock,
      int zstdLevel) {
    this(_ -> store, keys, recovery, clock, zstdLevel, ArtifactRenderer.NONE, Runnable::run);
  }

  /// Ships a segment.
  ///
  /// @throws CannotRender if an artifact could not be made; no marker was put
  /// @throws SegmentFault if it is this segment that cannot be shipped, whatever the store does
  /// @throws IOException if the store failed; the segment is still there, ship it again
  public Shipped ship(SealedSegment segment) throws IOException {
    var findings = new ArrayList<RecoveryFinding>();
    ObjectStore store = stores.of(segment.id().wal());
    SealedSegment readable = segment;
    byte[] raw;
    try {
      raw = readWhole(segment);
      SegmentScan scan = SegmentScan.of(raw, raw.length);
      if (!isAsCounted(segment, raw, scan)) {
        Optional<SealedSegment> rest = recovery.setAside(segment, findings);
        if (rest.isEmpty()) {
          return new Shipped(Optional.empty(), false, findings);
        }
        readable = rest.get();
        raw = readWhole(readable);
      }
    } catch (IOException e) {
      throw new SegmentFault(segment.id(), "cannot be read from the disk", e);
    }
    return commit(store, readable, raw, findings);
  }

  private Shipped commit(
      ObjectStore store, SealedSegment segment, byte[] raw, List<RecoveryFinding> findings)
      throws IOException {
    long begun = System.nanoTime();
    Committed committed = putAll(store, segment, raw);
    times.whole().record(System.nanoTime() - begun);
    long there = committed.marker().rawBytes();
    try {
      if (there < raw.length) {
        recovery.keepAside(segment, there, findings);
      } else {
        Files.deleteIfExists(segment.path());
      }
    } catch (IOException e) {
      throw new SegmentFault(segment.id(), "is committed, but cannot be taken off the disk", e);
    }
    return new Shipped(Optional.of(committed.marker()), committed.wasThere(), findings);
  }

  private record Committed(CommitMarker marker, boolean wasThere) {}

  private Committed putAll(ObjectStore store, SealedSegment segment, byte[] raw)
      throws IOException {
    String markerKey = keys.marker(segment.id());
    if (segment.sealedBy() == SealReason.RECOVERY) {
      // It may have been committed before the crash; then nothing is put a second time.
      Optional<CommitMarker> earlier = readMarker(store, markerKey);
      if (earlier.isPresent()) {
        return new Committed(sameSegment(store, markerKey, earlier.get(), raw), true);
      }
    }
    CommitMarker marker = putArtifacts(new ArtifactStore(store), segment, raw);
    PutOutcome outcome =
        store.putIfAbsent(markerKey, ObjectContent.of(marker.toJson(), "application/json"));
    return switch (outcome) {
      case PutOutcome.Created() -> new Committed(marker, false);
      case PutOutcome.AlreadyThere(String _) -> {
        CommitMarker earlier = readMarker(store, markerKey).orElseThrow();
        yield new Committed(sameSegment(store, markerKey, earlier, raw), true);
      }
    };
  }

  /// @return the marker that names them, not put yet
  private CommitMarker putArtifacts(ArtifactStore artifacts, SealedSegment segment, byte[] raw)
      throws IOException {
    var rendering = new FutureTask<>(() -> render(artifacts, segment, raw));
    renderers.execute(rendering);
    ArtifactRenderer.Rendered compressed = compressed(segment, raw);
    Rendering rendered = await(rendering, segment);
    var named = new ArrayList<CommitMarker.Artifact>();
    named.add(put(artifacts, compressed));
    named.addAll(rendered.artifacts);
    return marker(segment, named, rendered.views);
  }

  private CommitMarker.Artifact put(ArtifactStore artifacts, ArtifactRenderer.Rendered rendered)
      throws IOException {
    long begun = System.nanoTime();
    try {
      return artifacts.put(rendered);
    } finally {
      times.putting().record(System.nanoTime() - begun);
    }
  }

  private record Rendering(
      List<CommitMarker.Artifact> artifacts, List<CommitMarker.ViewCounts> views) {}

  /// What is rendered is put before all of it is there. A view that failed leaves objects that
  /// nobody names.
  private Rendering render(ArtifactStore artifacts, SealedSegment segment, byte[] raw)
      throws IOException {
    var named = new ArrayList<CommitMarker.Artifact>();
    var hasStoreFailed = new AtomicBoolean();
    var putting = new AtomicLong(); // of this thread only
    long begun = System.nanoTime();
    List<CommitMarker.ViewCounts> views;
    try {
      views =
          renderer.render(
              segment,
              raw,
              it -> {
                long from = System.nanoTime();
                try {
                  named.add(put(artifacts, it));
                } catch (IOException e) {
                  hasStoreFailed.set(true);
                  throw e;
                } finally {
                  putting.addAndGet(System.nanoTime() - from);
                }
              });
    } catch (IOException e) {
      if (hasStoreFailed.get()) {
        throw e;
      }
      throw new SegmentFault(segment.id(), "cannot be rendered now", e); // a full disk, say
    }
    if (!named.isEmpty() || !views.isEmpty()) {
      times.rendering().record(System.nanoTime() - begun - putting.get());
    }
    for (CommitMarker.ViewCounts view : views) {
      if (view.error() != null) {
        named.removeIf(view::isOf);
      }
    }
    return new Rendering(named, views);
  }

  private static Rendering await(Future<Rendering> rendering, SealedSegment segment)
      throws IOException {
    try {
      return rendering.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
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

  private static Optional<CommitMarker> readMarker(ObjectStore store, String key)
      throws IOException {
    try (InputStream in = store.open(key)) {
      return Optional.of(CommitMarker.read(in));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /// Makes sure that a marker which is there already speaks of the same bytes, so that ours may go.
  /// One may be a beginning of the other: a failed disk or a power loss can bring back what was cut
  /// off behind the acknowledged frames, or take away what a sync mode other than `always` left.
  private static CommitMarker sameSegment(
      ObjectStore store, String markerKey, CommitMarker there, byte[] raw) throws IOException {
    CommitMarker.Artifact artifact =
        there
            .segmentArtifact()
            .orElseThrow(() -> new SegmentFault("marker " + markerKey + " names no segment"));
    try (InputStream in = store.open(artifact.key())) {
      byte[] committed = SegmentCodec.decompress(in);
      int common = Math.min(committed.length, raw.length);
      if (committed.length != there.rawBytes()
          || common == 0
          || !Arrays.equals(committed, 0, common, raw, 0, common)) {
        throw new SegmentFault(
            "marker %s is there already and speaks of other bytes (%d, ours are %d): two disks have one instance id"
                .formatted(markerKey, committed.length, raw.length));
      }
    }
    return there;
  }

  private CommitMarker marker(
      SealedSegment segment,
      List<CommitMarker.Artifact> artifacts,
      List<CommitMarker.ViewCounts> views) {
    return new CommitMarker(
        CommitMarker.VERSION,
        segment.id().wal().tenant(),
        segment.id().wal().endpoint(),
        keys.region(),
        segment.id().instance(),
        MarkerJson.partition(segment.id().wal()),
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
        views,
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
