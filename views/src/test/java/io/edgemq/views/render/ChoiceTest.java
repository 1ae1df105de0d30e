package io.edgemq.views.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.ViewReader;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.parquet.DeadLetterPlaces;
import io.edgemq.views.parquet.Segment;
import io.edgemq.views.rows.Choice;
import io.edgemq.views.rows.ViewCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChoiceTest {
  private static final SegmentId ID = new SegmentId(new WalId("acme", "plant", 0), "disk", 1, 1);

  @TempDir private Path folder;

  @Test
  void onlyTheDeadLettersOfAnOlderVersionAreRenderedAgain() throws IOException {
    byte[] segment =
        new Segment()
            .mqtt("a", "{\"v\":1}")
            .mqtt("a", "{\"v\":\"x\"}")
            .http("no JSON")
            .mqtt("b", "{\"v\":\"2.5\"}")
            .bytes();
    List<RenderedFile> old = new ArrayList<>();
    renderer().render(ID, segment, view(1, "bigint", ""), Choice.ALL, old::add);

    ViewOutcome outcome =
        renderer().render(ID, segment, view(2, "double", ""), deadLetters(old), _ -> {});

    assertThat(outcome)
        .isEqualTo(new ViewOutcome(new ViewCounts(3, 3, 1, 0, 2), 0, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n"})
  void ofAMessageOfSeveralRowsOnlyThoseThatAreDeadLetters(String lineEnd) throws IOException {
    String batch = "{\"b\":[{\"v\":1},{\"v\":\"x\"},{\"v\":2},{\"v\":\"2.5\"},{\"v\":3}]}";
    byte[] segment =
        new Segment()
            .http(batch + lineEnd)
            .http("{\"b\":[{\"v\":1}]}")
            .http("{\"b\":7}")
            .http("{\"b\":[{\"v\":\"4.5\"}]}")
            .bytes();
    String unnest = "  unnest: { json_path: $.b }\n";
    List<RenderedFile> old = new ArrayList<>();
    ViewOutcome before =
        renderer().render(ID, segment, view(1, "bigint", unnest), Choice.ALL, old::add);
    assertThat(before.counts()).isEqualTo(new ViewCounts(4, 8, 4, 0, 4));

    ViewOutcome outcome =
        renderer().render(ID, segment, view(2, "double", unnest), deadLetters(old), _ -> {});

    assertThat(outcome.counts()).isEqualTo(new ViewCounts(3, 4, 2, 0, 2));
  }

  @Test
  void linesAreChosenToo() throws IOException {
    byte[] segment = new Segment().http("{\"v\":1}\n\n{\"v\":\n{\"v\":\"2.5\"}\n{\"v\":2}").bytes();
    List<RenderedFile> old = new ArrayList<>();
    renderer().render(ID, segment, lines(1, "bigint"), Choice.ALL, old::add);

    ViewOutcome outcome =
        renderer().render(ID, segment, lines(2, "double"), deadLetters(old), _ -> {});

    assertThat(outcome.counts()).isEqualTo(new ViewCounts(1, 2, 1, 0, 1));
  }

  @Test
  void theOrdinaryRowsOfASegmentAreNoDeadLetters() throws IOException {
    List<RenderedFile> files = new ArrayList<>();
    byte[] segment = new Segment().http("{\"v\":1}").bytes();
    renderer().render(ID, segment, view(1, "bigint", ""), Choice.ALL, files::add);
    byte[] rows = bytes(files.getFirst());

    assertThatThrownBy(() -> DeadLetterPlaces.read(rows)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> DeadLetterPlaces.read(Arrays.copyOf(rows, rows.length / 2)))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> DeadLetterPlaces.read(new byte[0])).isInstanceOf(IOException.class);
  }

  private static Choice deadLetters(List<RenderedFile> files) throws IOException {
    return DeadLetterPlaces.read(
        bytes(
            files.stream()
                .filter(it -> it.kind() == RenderedFile.Kind.DEAD_LETTERS)
                .findFirst()
                .orElseThrow()));
  }

  private static byte[] bytes(RenderedFile file) {
    return Arrays.copyOf(file.file().bytes(), file.file().length());
  }

  private SegmentRenderer renderer() {
    return new SegmentRenderer(RenderSettings.of(3, folder));
  }

  private static ViewDefinition lines(int version, String type) {
    return view(version, "ndjson", "$.v", "json_path", type, "");
  }

  private static ViewDefinition view(int version, String type, String unnest) {
    return view(version, "json", "$.v", unnest.isEmpty() ? "json_path" : "item", type, unnest);
  }

  private static ViewDefinition view(
      int version, String format, String path, String of, String type, String unnest) {
    String yaml =
        """
        name: v
        version: %d
        format: %s
        definition:
        %s  columns:
            - { name: v, expr: { %s: %s }, type: %s }
          output: { format: parquet }
        """
            .formatted(version, format, unnest, of, path, type);
    return switch (ViewReader.read(yaml.getBytes(UTF_8))) {
      case CheckedView.Valid(ViewDefinition view) -> view;
      case CheckedView.Faulty(var faults) -> throw new AssertionError(faults);
    };
  }
}
