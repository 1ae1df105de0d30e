package io.edgemq.cluster.shipping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Output;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.cluster.directory.ViewDocuments;
import io.edgemq.storage.commit.ArtifactRenderer.OfView;
import io.edgemq.storage.commit.ArtifactRenderer.Rendered;
import io.edgemq.storage.commit.CommitMarker.ViewCounts;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.object.MemoryObjectStore;
import io.edgemq.storage.object.Sha256;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.SealReason;
import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.ViewReader;
import io.edgemq.views.parquet.ParquetRows;
import io.edgemq.views.render.RenderSettings;
import io.edgemq.views.render.SegmentRenderer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutputRendererTest {
  private static final byte[] RAW = Batches.bytes("{\"a\":1}", "{\"a\":\"x\"}", "{\"a\":3}");

  private static final String VIEW =
      """
      name: numbers
      version: 2
      format: json
      definition:
        columns:
          - { name: %s, expr: { json_path: "$.a" }, type: bigint }
        output:
          format: parquet
          partition_by:
            - { name: site, expr: { lit: null }, type: varchar }
            - { name: dt, expr: { fn: date, args: [ { meta: timestamp_ms } ] }, type: date }
      """;

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final ObjectKeys keys = new ObjectKeys("eu-1");
  private final List<Rendered> rendered = new ArrayList<>();
  private OutputRenderer renderer = renderer(new Directory(List.of(), List.of()));

  @BeforeEach
  void declareEndpoints() {
    renderer =
        renderer(
            new Directory(
                List.of(
                    endpoint("plant", Set.of(Output.SEGMENT, Output.PARQUET)),
                    endpoint("office", Set.of(Output.SEGMENT)),
                    endpoint("typed", Set.of(Output.SEGMENT, Output.VIEWS), view("a")),
                    endpoint("other", Set.of(Output.SEGMENT, Output.VIEWS), view("b"))),
                List.of()));
  }

  @Test
  void anEndpointThatAsksForParquetGetsAFileWithARowForEachFrame() throws IOException {
    assertThat(render("plant")).isEmpty();

    assertThat(rendered).hasSize(1);
    Rendered parquet = rendered.getFirst();
    byte[] file = Arrays.copyOf(parquet.content().bytes(), parquet.content().length());
    assertThat(parquet.kind()).isEqualTo("parquet");
    assertThat(parquet.view()).isNull();
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
    assertThat(render("office")).isEmpty();
    assertThat(render("not-declared-any-more")).isEmpty();
    assertThat(rendered).isEmpty();
  }

  @Test
  void anEndpointGetsTheRowsAndTheDeadLettersOfItsViews() throws IOException {
    assertThat(render("typed"))
        .containsExactly(new ViewCounts("numbers", 2, null, 3, 2, 0, 1, null));

    assertThat(rendered).extracting(Rendered::kind).containsExactly("view", "dlq");
    assertThat(rendered.getFirst().key())
        .isEqualTo(
            "acme/typed/views/numbers/v2/site=__HIVE_DEFAULT_PARTITION__/dt=2023-11-14/"
                + "eu-1-disk-00000002-seg-00000003.parquet");
    assertThat(rendered.getFirst().rows()).isEqualTo(2);
    OfView view = Objects.requireNonNull(rendered.getFirst().view());
    assertThat(view.name() + view.version()).isEqualTo("numbers2");
    assertThat(view.partition()).containsEntry("site", null).containsEntry("dt", "2023-11-14");
    assertThat(rendered.getLast().key())
        .isEqualTo(
            "acme/typed/dlq/numbers/v2/dt=2023-11-14/eu-1-disk-00000002-seg-00000003.parquet");
    assertThat(rendered.getLast().rows()).isOne();
  }

  @Test
  void aVersionIsPublishedBeforeItsFirstRows() throws IOException {
    render("typed");

    try (InputStream in = store.open("control/views/acme/numbers/v2.yaml")) {
      assertThat(new String(in.readAllBytes(), UTF_8)).isEqualTo(VIEW.formatted("a"));
    }
  }

  @Test
  void aVersionThatWasPublishedWithAnotherMeaningFailsAndHoldsNothingBack() throws IOException {
    render("typed");
    rendered.clear();

    assertThat(render("other"))
        .containsExactly(
            new ViewCounts(
                "numbers",
                2,
                null,
                3,
                0,
                0,
                3,
                "control/views/acme/numbers/v2.yaml has another definition; a change is a new version"));
    assertThat(rendered).isEmpty();
  }

  @Test
  void anEndpointKeepsItsSegmentsInAnyCase() {
    assertThatThrownBy(() -> endpoint("plant", Set.of(Output.PARQUET)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anEndpointHasViewsWhereItsOutputsHave() {
    assertThatThrownBy(() -> endpoint("plant", Set.of(Output.SEGMENT, Output.VIEWS)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> endpoint("plant", Set.of(Output.SEGMENT), view("a")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private OutputRenderer renderer(Directory directory) {
    return new OutputRenderer(
        () -> directory,
        keys,
        new ViewDocuments(store),
        new SegmentRenderer(RenderSettings.of(3, Path.of("not-needed"))));
  }

  private List<ViewCounts> render(String endpoint) throws IOException {
    return renderer.render(segment(endpoint), RAW, rendered::add);
  }

  private static PublishedView view(String column) {
    String yaml = VIEW.formatted(column);
    return switch (ViewReader.read(yaml.getBytes(UTF_8))) {
      case CheckedView.Valid(var definition) -> new PublishedView(definition, yaml);
      case CheckedView.Faulty(var faults) -> throw new AssertionError(faults);
    };
  }

  private static Endpoint endpoint(String name, Set<Output> outputs, PublishedView... views) {
    return new Endpoint(
        "acme",
        name,
        new Plan("pro", 10, 1),
        new SealPolicy(100, Duration.ofSeconds(1), 100),
        outputs,
        List.of(views),
        1);
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
