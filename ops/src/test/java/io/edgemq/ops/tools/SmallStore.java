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
  private final LocalDisk disk = new LocalDisk();
  private final SegmentShipper shipper;

  public SmallStore(Path folder) {
    this(folder, ArtifactRenderer.NONE);
  }

  /// A store whose segments are rendered too.
  public SmallStore(Path folder, ArtifactRenderer renderer) {
    this.folder = folder;
    shipper =
        new SegmentShipper(
            _ -> new FolderObjectStore(objects()),
            new ObjectKeys("local"),
            new SegmentRecovery(disk, INSTANCE, CLOCK),
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
    CommitMarker marker = shipper.ship(seal(endpoint, frames)).marker().orElseThrow();
    return segment(marker).resolve("../..").normalize();
  }

  /// Seals a segment and leaves it in the log.
  ///
  /// @return its file
  public Path sealed(String endpoint, Consumer<FrameRun> frames) throws IOException {
    return seal(endpoint, frames).path();
  }

  /// The file of the object that a marker calls its segment.
  public Path segment(CommitMarker marker) {
    return objects().resolve(marker.segmentArtifact().orElseThrow().key());
  }

  private SealedSegment seal(String endpoint, Consumer<FrameRun> frames) throws IOException {
    var wal = new WalId("acme", endpoint, 0);
    var policy = new SealPolicy(1 << 20, Duration.ofHours(1), 1 << 30);
    var sealed = new ArrayList<SealedSegment>();
    var run = new FrameRun();
    frames.accept(run);
    try (var log =
        EndpointLog.open(
            disk,
            folder.resolve("wal"),
            wal,
            INSTANCE,
            policy,
            SyncMode.ALWAYS,
            CLOCK,
            new Listener(sealed))) {
      log.add(run.finish());
      log.commit();
      log.seal(SealReason.SIZE);
    }
    return sealed.getFirst();
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
