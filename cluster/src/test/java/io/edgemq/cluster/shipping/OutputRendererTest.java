package io.edgemq.cluster.shipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Output;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.storage.commit.ArtifactRenderer.Rendered;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.object.Sha256;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import io.edgemq.views.parquet.ParquetRows;
import io.edgemq.views.parquet.RawParquet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutputRendererTest {
  private static final byte[] RAW = Batches.bytes("a", "b", "c");

  private Directory directory =
      new Directory(
          List.of(
              endpoint("plant", Set.of(Output.SEGMENT, Output.PARQUET)),
              endpoint("office", Set.of(Output.SEGMENT))),
          List.of());
  private final OutputRenderer renderer =
      new OutputRenderer(() -> directory, new ObjectKeys("eu-1"), new RawParquet(3));

  @Test
  void anEndpointThatAsksForParquetGetsAFileWithARowForEachFrame() throws IOException {
    List<Rendered> rendered = renderer.render(segment("plant"), RAW);

    assertThat(rendered).hasSize(1);
    Rendered parquet = rendered.getFirst();
    byte[] file = Arrays.copyOf(parquet.content().bytes(), parquet.content().length());
    assertThat(parquet.kind()).isEqualTo("parquet");
    assertThat(parquet.key())
        .isEqualTo("acme/plant/parquet/dt=2023-11-14/eu-1-disk-00000002-seg-00000003.parquet");
    assertThat(parquet.rows()).isEqualTo(3).isEqualTo(ParquetRows.count(file));
    assertThat(parquet.content().sha256()).isEqualTo(Sha256.hex(file, file.length));
    assertThat(parquet.content().contentType()).isEqualTo("application/vnd.apache.parquet");
    assertThat(parquet.content().metadata())
        .isEqualTo(Map.of("sha256", parquet.content().sha256(), "source", "seg-00000003.wal"));
  }

  @Test
  void othersGetNothing() throws IOException {
    assertThat(renderer.render(segment("office"), RAW)).isEmpty();
    assertThat(renderer.render(segment("not-declared-any-more"), RAW)).isEmpty();
  }

  @Test
  void itCountsWhatTheDirectorySaysNow() throws IOException {
    directory = new Directory(List.of(endpoint("plant", Set.of(Output.SEGMENT))), List.of());

    assertThat(renderer.render(segment("plant"), RAW)).isEmpty();
  }

  @Test
  void anEndpointKeepsItsSegmentsInAnyCase() {
    assertThatThrownBy(() -> endpoint("plant", Set.of(Output.PARQUET)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Endpoint endpoint(String name, Set<Output> outputs) {
    return new Endpoint(
        "acme",
        name,
        new Plan("pro", 10, 1),
        new SealPolicy(100, Duration.ofSeconds(1), 100),
        outputs);
  }

  private static SealedSegment segment(String endpoint) {
    return new SealedSegment(
        new SegmentId(new WalId("acme", endpoint, 0), "disk", 2, 3),
        Path.of("seg-00000003.wal"),
        RAW.length,
        3,
        Batches.TIMESTAMP_MS,
        Batches.TIMESTAMP_MS + 2,
        SealReason.SIZE,
        Instant.EPOCH,
        0);
  }
}
