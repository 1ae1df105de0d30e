package io.edgemq.cluster.shipping;

import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Output;
import io.edgemq.storage.commit.ArtifactRenderer;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.Sha256;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.WalId;
import io.edgemq.views.file.FinishedFile;
import io.edgemq.views.parquet.RawParquet;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Renders what the segment's endpoint asks for now, whoever wrote the segment and when. Of an
/// endpoint that is not in the directory any more only the segment is shipped. Any number of
/// threads.
public final class OutputRenderer implements ArtifactRenderer {
  private final Supplier<Directory> directory;
  private final ObjectKeys keys;
  private final RawParquet rawParquet;

  /// A renderer of what endpoints ask for.
  ///
  /// @param directory with the endpoints as they are now
  public OutputRenderer(Supplier<Directory> directory, ObjectKeys keys, RawParquet rawParquet) {
    this.directory = directory;
    this.keys = keys;
    this.rawParquet = rawParquet;
  }

  @Override
  public List<Rendered> render(SealedSegment segment, byte[] raw) throws IOException {
    WalId wal = segment.id().wal();
    boolean isParquetWanted =
        directory
            .get()
            .endpoint(wal.tenant(), wal.endpoint())
            .filter(it -> it.outputs().contains(Output.PARQUET))
            .isPresent();
    return isParquetWanted ? List.of(parquet(segment, raw)) : List.of();
  }

  private Rendered parquet(SealedSegment segment, byte[] raw) throws IOException {
    FinishedFile file = rawParquet.render(segment.id(), raw);
    String sha256 = Sha256.hex(file.bytes(), file.length());
    var content =
        new ObjectContent(
            file.bytes(),
            file.length(),
            sha256,
            "application/vnd.apache.parquet",
            Map.of("sha256", sha256, "source", String.valueOf(segment.path().getFileName())));
    return new Rendered(
        CommitMarker.KIND_PARQUET,
        keys.parquet(segment.id(), segment.firstTimestampMs()),
        content,
        file.rows());
  }
}
