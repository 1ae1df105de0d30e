package io.edgemq.ops.tools;

import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.io.File;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which segment a file is, as far as its path says so: in the data directory of a node
/// (docs/format/wal.md) it does not name the instance, in an object store (docs/format/objects.md)
/// it names everything.
final class SegmentPath {
  private static final String NAMES =
      "/(?<tenant>[a-z0-9][a-z0-9_-]{0,62})/(?<endpoint>[a-z0-9][a-z0-9_-]{0,62})";
  private static final Pattern LOCAL =
      Pattern.compile(
          NAMES + "/(?<partition>0|[1-9]\\d{0,4})/(?<epoch>\\d{8})/seg-(?<segment>\\d{8})\\.wal$");
  private static final Pattern OBJECT =
      Pattern.compile(
          NAMES
              + "/[^/]+/(?<instance>[^/]+)/(?:(?<partition>[1-9]\\d{0,4})-)?(?<epoch>\\d{8})/segments"
              + "/seg-(?<segment>\\d{8})(?:-\\d+)?\\.wal\\.zst$");
  private static final String UNKNOWN = "unknown";

  private SegmentPath() {}

  /// The id by the path, with placeholders where it says nothing.
  static SegmentId id(Path file) {
    String path = file.toAbsolutePath().normalize().toString().replace(File.separatorChar, '/');
    return id(OBJECT.matcher(path), true)
        .or(() -> id(LOCAL.matcher(path), false))
        .orElseGet(() -> placeholder(1));
  }

  /// An id for frames that are of no segment: tenant, endpoint and instance `unknown`, epoch 1.
  static SegmentId placeholder(int segment) {
    return new SegmentId(new WalId(UNKNOWN, UNKNOWN, 0), UNKNOWN, 1, segment);
  }

  private static Optional<SegmentId> id(Matcher path, boolean hasInstance) {
    if (!path.find()) {
      return Optional.empty();
    }
    int epoch = Integer.parseInt(path.group("epoch"));
    int segment = Integer.parseInt(path.group("segment"));
    if (epoch < 1 || segment < 1) {
      return Optional.empty();
    }
    int partition = Integer.parseInt(Objects.requireNonNullElse(path.group("partition"), "0"));
    var wal = new WalId(path.group("tenant"), path.group("endpoint"), partition);
    String instance = hasInstance ? path.group("instance") : UNKNOWN;
    return Optional.of(new SegmentId(wal, instance, epoch, segment));
  }
}
