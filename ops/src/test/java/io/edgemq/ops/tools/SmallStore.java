package io.edgemq.ops.tools;

import io.edgemq.storage.commit.ArtifactRenderer;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.commit.SegmentShipper;
import io.edgemq.storage.frame.FrameRun;
import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.storage.wal.EndpointLog;
import io.edgemq.storage.wal.LocalDisk;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentRecovery;
import io.edgemq.storage.wal.SyncMode;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A folder store with committed segments, made by the parts that a node makes it with.
public final class SmallStore {
  public static final long TIMESTAMP_MS = 1_700_000_000_000L;

  private static final String INSTANCE = "node-a";
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochMilli(TIMESTAMP_MS));

  private final Path folder;
  private final Path wal;
  private final String instance;
  private final LocalDisk disk = new LocalDisk();
  private final SegmentShipper shipper;

  public SmallStore(Path folder) {
    this(folder, ArtifactRenderer.NONE);
  }

  /// A store whose segments are rendered too.
  public SmallStore(Path folder, ArtifactRenderer renderer) {
    this(folder, INSTANCE, renderer);
  }

  /// The same store, as another instance ships to it.
  public SmallStore(Path folder, String instance) {
    this(folder, instance, ArtifactRenderer.NONE);
  }

  private SmallStore(Path folder, String instance, ArtifactRenderer renderer) {
    this.folder = folder;
    this.instance = instance;
    wal = folder.resolve(instance.equals(INSTANCE) ? "wal" : "wal-" + instance);
    shipper =
        new SegmentShipper(
            _ -> new FolderObjectStore(objects()),
            new ObjectKeys("local"),
            new SegmentRecovery(disk, instance, CLOCK),
            CLOCK,
            3,
            renderer,
            Runnable::run);
  }

  /// The store's root.
  public Path objects() {
    return folder.resolve("objects");
  }

  /// Commits a segment of tenant `acme` in an epoch of its own.
  ///
  /// @return the folder of the epoch, with `segments` and `commits` in it
  public Path commit(String endpoint, Consumer<FrameRun> frames) throws IOException {
    return commit(endpoint, 0, List.of(frames));
  }

  /// Commits segments of a partition in one epoch.
  ///
  /// @return the folder of the epoch, with `segments` and `commits` in it
  public Path commit(String endpoint, int partition, List<Consumer<FrameRun>> segments)
      throws IOException {
    List<SealedSegment> sealed = seal(new WalId("acme", endpoint, partition), segments);
    for (SealedSegment it : sealed.subList(1, sealed.size())) {
      shipper.ship(it);
    }
    CommitMarker marker = shipper.ship(sealed.getFirst()).marker().orElseThrow();
    return segment(marker).resolve("../..").normalize();
  }

  /// Seals a segment and leaves it in the log.
  ///
  /// @return its file
  public Path sealed(String endpoint, Consumer<FrameRun> frames) throws IOException {
    return seal(new WalId("acme", endpoint, 0), List.of(frames)).getFirst().path();
  }

  /// The file of the object that a marker calls its segment.
  public Path segment(CommitMarker marker) {
    return objects().resolve(marker.segmentArtifact().orElseThrow().key());
  }

  private List<SealedSegment> seal(WalId id, List<Consumer<FrameRun>> segments) throws IOException {
    var policy = new SealPolicy(1 << 20, Duration.ofHours(1), 1 << 30);
    var sealed = new ArrayList<SealedSegment>();
    try (var log =
        EndpointLog.open(
            disk, wal, id, instance, policy, SyncMode.ALWAYS, CLOCK, new Listener(sealed))) {
      for (Consumer<FrameRun> frames : segments) {
        var run = new FrameRun();
        frames.accept(run);
        log.add(run.finish());
        log.commit();
        log.seal(SealReason.SIZE);
      }
    }
    return sealed;
  }

  /// Adds a message as MQTT brings it.
  public static void mqtt(FrameRun run, String topic, String message) {
    mqtt(run, topic, message.getBytes(StandardCharsets.UTF_8));
  }

  /// Adds a message as MQTT brings it.
  public static void mqtt(FrameRun run, String topic, byte[] message) {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    byte[] both = new byte[name.length + message.length];
    System.arraycopy(name, 0, both, 0, name.length);
    System.arraycopy(message, 0, both, name.length, message.length);
    run.addMqtt(TIMESTAMP_MS, both, 0, name.length, name.length, message.length);
  }

  /// Adds a body as HTTP brings it.
  public static void http(FrameRun run, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    run.addHttp(TIMESTAMP_MS, bytes, 0, bytes.length);
  }

  /// Turns the bits of one byte of a file.
  public static void damage(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= (byte) 0xFF;
    Files.write(file, bytes);
  }

  private record Listener(List<SealedSegment> sealed) implements EndpointLog.Listener {
    @Override
    public void sealed(SealedSegment segment) {
      sealed.add(segment);
    }

    @Override
    public void diskFailed(Path file, IOException failure) {
      throw new AssertionError(file.toString(), failure);
    }
  }
}
