package io.edgemq.cluster.shipping;

import io.edgemq.storage.commit.ArtifactRenderer.OfView;
import io.edgemq.storage.commit.ArtifactRenderer.Rendered;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.commit.ViewKeys;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.Sha256;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.views.definition.FileFormat;
import io.edgemq.views.definition.MessageFormat;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.file.FinishedFile;
import io.edgemq.views.render.RenderedFile;
import io.edgemq.views.render.ViewOutcome;
import io.edgemq.views.rows.HivePath;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What was rendered of one segment, as objects and counts of its marker (docs/format/objects.md).
/// One thread.
///
/// @param firstTimestampMs smallest TS of the segment
public record ViewArtifacts(SegmentId segment, long firstTimestampMs) {
  /// A file of a view.
  ///
  /// @param keys of the view
  public Rendered artifact(RenderedFile file, ViewKeys keys) {
    return switch (file.kind()) {
      case RAW -> throw new IllegalArgumentException("raw Parquet is of no view");
      case VIEW -> {
        String key = keys.rows(segment, HivePath.of(file.partition()), file.format().label());
        yield of(CommitMarker.KIND_VIEW, key, file, keys, file.partition());
      }
      case DEAD_LETTERS -> {
        String day = ObjectKeys.day(firstTimestampMs);
        String key = keys.deadLetters(segment, day);
        yield of(CommitMarker.KIND_DEAD_LETTERS, key, file, keys, Map.of(ObjectKeys.DAY, day));
      }
    };
  }

  private Rendered of(
      String kind,
      String key,
      RenderedFile file,
      ViewKeys keys,
      Map<String, @Nullable String> partition) {
    return new Rendered(
        kind,
        key,
        content(file),
        file.file().rows(),
        new OfView(keys.view(), keys.version(), partition));
  }

  /// Raw Parquet.
  Rendered raw(RenderedFile file, String key) {
    return new Rendered(CommitMarker.KIND_PARQUET, key, content(file), file.file().rows());
  }

  private ObjectContent content(RenderedFile rendered) {
    FinishedFile file = rendered.file();
    String sha256 = Sha256.hex(file.bytes(), file.length());
    return new ObjectContent(
        file.bytes(),
        file.length(),
        sha256,
        rendered.format() == FileFormat.CSV ? "text/csv" : "application/vnd.apache.parquet",
        Map.of("sha256", sha256, "source", source()));
  }

  private String source() {
    return "seg-" + SegmentId.digits(segment.segment()) + ".wal";
  }

  /// The counts of a view.
  public static CommitMarker.ViewCounts counts(ViewDefinition view, ViewOutcome outcome) {
    boolean isManyRowsAFrame = view.unnest().isPresent() || view.format() == MessageFormat.NDJSON;
    return new CommitMarker.ViewCounts(
        view.name(),
        view.version(),
        isManyRowsAFrame ? (Long) outcome.counts().framesIn() : null,
        outcome.counts().rowsIn(),
        outcome.counts().rowsOut(),
        outcome.counts().filtered(),
        outcome.counts().deadLettered(),
        outcome.error().orElse(null));
  }
}
