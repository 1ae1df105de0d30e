package io.edgemq.ops.receipt;

import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.cluster.directory.ViewDocuments;
import io.edgemq.ops.tools.SegmentFile;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.commit.SegmentCodec;
import io.edgemq.storage.commit.StoreOfLog;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.views.rows.DeadLetter;
import io.edgemq.views.sample.Preview;
import io.edgemq.views.sample.Stretch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Looks for the frame of a receipt: for its marker in the object store, then for its segment on
/// this disk. What views made of it is found by rendering that one frame with the definitions that
/// the marker names. Only reads; a node may be at work there. Calls block.
public final class ReceiptLookup {
  private static final int DEAD_LETTERS_MAX = 100;

  private final Path dataDir;
  private final StoreOfLog stores;
  private final ViewDocuments views;
  private final ObjectKeys keys;

  /// @param dataDir of a node, which need not be there
  /// @param stores where the segments of endpoints are
  /// @param views what was published
  public ReceiptLookup(Path dataDir, StoreOfLog stores, ViewDocuments views, ObjectKeys keys) {
    this.dataDir = dataDir;
    this.stores = stores;
    this.views = views;
    this.keys = keys;
  }

  /// What became of the frame at a position.
  ///
  /// @throws IOException if the store or the disk cannot be read
  public Fate find(LogPosition position) throws IOException {
    ObjectStore store = stores.of(position.segment().wal());
    Optional<CommitMarker> marker = marker(store, position.segment());
    if (marker.isPresent()) {
      return committed(store, marker.get(), position);
    }
    Optional<Fate> onDisk = onDisk(position);
    if (onDisk.isPresent()) {
      return onDisk.get();
    }
    marker = marker(store, position.segment()); // it may have been committed meanwhile
    return marker.isPresent()
        ? committed(store, marker.get(), position)
        : new Fate.Unknown(
            "its segment has no marker in the object store and is not on this disk; it may be on"
                + " that of the node with the instance id "
                + position.segment().instance());
  }

  private Optional<CommitMarker> marker(ObjectStore store, SegmentId id) throws IOException {
    try (InputStream in = store.open(keys.marker(id))) {
      return Optional.of(CommitMarker.read(in));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  private Optional<Fate> onDisk(LogPosition position) throws IOException {
    SegmentId id = position.segment();
    Path epoch =
        dataDir.resolve("wal").resolve(id.wal().toString()).resolve(SegmentId.digits(id.epoch()));
    Path file = epoch.resolve("seg-" + SegmentId.digits(id.segment()) + ".wal");
    if (!isOfThisDisk(id) || !Files.isRegularFile(file)) {
      return Optional.empty();
    }
    byte[] raw = SegmentFile.read(file);
    if (frameAt(raw, position.offset()).isEmpty()) {
      return Optional.of(new Fate.Unknown("in " + file + " no frame begins at this offset"));
    }
    return Optional.of(new Fate.OnDisk(file, hasLater(epoch, file)));
  }

  private boolean isOfThisDisk(SegmentId id) throws IOException {
    try {
      return Files.readString(dataDir.resolve("instance-id")).strip().equals(id.instance());
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  /// Whether a later segment, or a later opening of the log, shows that this one was sealed.
  private static boolean hasLater(Path epoch, Path file) throws IOException {
    return hasLater(file, "seg-[0-9]{8}\\.wal") || hasLater(epoch, "[0-9]{8}");
  }

  private static boolean hasLater(Path one, String name) throws IOException {
    try (Stream<Path> others = Files.list(one.resolveSibling(""))) {
      return others
          .map(it -> it.getFileName().toString())
          .anyMatch(it -> it.matches(name) && it.compareTo(one.getFileName().toString()) > 0);
    }
  }

  private Fate committed(ObjectStore store, CommitMarker marker, LogPosition position)
      throws IOException {
    if (marker.corruptFrames() > 0) {
      return new Fate.Unknown(
          "its segment was damaged on the disk before it was committed: "
              + marker.corruptFrames()
              + " stretch(es) are missing, and offsets do not hold");
    }
    String key =
        marker
            .segmentArtifact()
            .orElseThrow(() -> new IOException("the marker names no segment"))
            .key();
    byte[] raw;
    try (InputStream in = store.open(key)) {
      raw = SegmentCodec.decompress(in);
    }
    Optional<FrameReader> frame = frameAt(raw, position.offset());
    if (frame.isEmpty()) {
      return new Fate.Unknown("in " + key + " no frame begins at this offset");
    }
    int from = frame.get().offset();
    var stretch =
        new Stretch(marker.id(), key, raw, from, from + frame.get().length(), new long[0]);
    List<Fate.OfView> fates = new ArrayList<>();
    for (CommitMarker.ViewCounts view : marker.views()) {
      fates.add(ofView(marker.tenant(), view, stretch));
    }
    return new Fate.Committed(marker, fates);
  }

  private Fate.OfView ofView(String tenant, CommitMarker.ViewCounts view, Stretch frame)
      throws IOException {
    if (view.error() != null) {
      return failed(view, "the view failed in this segment: " + view.error());
    }
    Optional<PublishedView> published = views.find(tenant, view.name(), view.version());
    if (published.isEmpty()) {
      return failed(view, "its definition is not in the object store");
    }
    var preview = new Preview(published.get().definition(), DEAD_LETTERS_MAX);
    preview.read(frame);
    return new Fate.OfView(
        view.name(),
        view.version(),
        preview.counts().rowsOut(),
        preview.counts().filtered(),
        preview.deadLetters().stream().map(it -> why(it.letter())).toList(),
        preview.error());
  }

  private static Fate.OfView failed(CommitMarker.ViewCounts view, String why) {
    return new Fate.OfView(view.name(), view.version(), 0, 0, List.of(), Optional.of(why));
  }

  private static String why(DeadLetter letter) {
    String item = letter.item().isPresent() ? "item " + letter.item().getAsInt() + ", " : "";
    String column = letter.column().map(it -> it + ": ").orElse("");
    return item + column + letter.reason().label() + ", " + letter.detail();
  }

  /// A reader that is at the frame which begins there.
  private static Optional<FrameReader> frameAt(byte[] raw, long offset) {
    var frames = new FrameReader(raw, 0, raw.length);
    while (frames.next() && frames.offset() <= offset) {
      if (frames.offset() == offset) {
        return Optional.of(frames);
      }
    }
    return Optional.empty();
  }
}
