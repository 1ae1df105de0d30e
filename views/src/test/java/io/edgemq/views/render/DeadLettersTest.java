package io.edgemq.views.render;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.parquet.DeadLetters;
import io.edgemq.views.parquet.DeadLetters.Letter;
import io.edgemq.views.parquet.Segment;
import io.edgemq.views.rows.Choice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {
  private static final String PLAIN =
      """
      name: v
      version: 3
      format: json
      definition:
        columns:
          - { name: v, expr: { json_path: $.v }, type: bigint }
        output: { format: parquet }
      """;

  @TempDir private Path folder;

  @Test
  void theLastOnesComeFirstWithTheirMessages() throws IOException {
    byte[] file =
        letters(
            PLAIN,
            new Segment()
                .mqtt("a/b", "{\"v\":1}")
                .mqtt("a/b", "{\"v\":\"x\"}")
                .http("no JSON")
                .bytes());

    List<Letter> both = DeadLetters.last(file, 9, 99);
    assertThat(both).hasSize(2);
    Letter newest = both.getFirst();
    assertThat(newest.topic()).isNull();
    assertThat(new String(newest.payload(), UTF_8)).isEqualTo("no JSON");
    assertThat(newest.column()).isNull();
    assertThat(newest.reason()).isEqualTo("not_json");
    assertThat(newest.item()).isEmpty();
    Letter other = both.getLast();
    assertThat(other.topic()).isEqualTo("a/b");
    assertThat(new String(other.payload(), UTF_8)).isEqualTo("{\"v\":\"x\"}");
    assertThat(other.column()).isEqualTo("v");
    assertThat(other.detail()).isNotEmpty();
    assertThat(other.offset()).isLessThan(newest.offset());
    assertThat(DeadLetters.last(file, 1, 99))
        .extracting(Letter::reason)
        .containsExactly("not_json");
    assertThat(DeadLetters.byReason(file, 2)).isEqualTo(Map.of("not_json", 1L, other.reason(), 1L));
  }

  @Test
  void ofALongMessageTheBeginningIsRead() throws IOException {
    byte[] file = letters(PLAIN, new Segment().http("no JSON").bytes());

    Letter letter = DeadLetters.last(file, 1, 2).getFirst();
    assertThat(new String(letter.payload(), UTF_8)).isEqualTo("no");
    assertThat(letter.payloadBytes()).isEqualTo(7);
  }

  @Test
  void ofMoreRowsThanAreAllowedNoneAreCounted() throws IOException {
    byte[] file = letters(PLAIN, new Segment().http("x").http("y").bytes());

    assertThatThrownBy(() -> DeadLetters.byReason(file, 1))
        .isInstanceOf(IOException.class)
        .hasMessage("it has 2 rows, of at most 1");
  }

  @Test
  void ofManyOnlyTheLastAreRead() throws IOException {
    var segment = new Segment();
    for (int n = 0; n < 5_000; n++) {
      segment.http("bad " + n);
    }
    byte[] file = letters(PLAIN, segment.bytes());

    assertThat(DeadLetters.last(file, 3, 99))
        .extracting(it -> new String(it.payload(), UTF_8))
        .containsExactly("bad 4999", "bad 4998", "bad 4997");
    assertThat(DeadLetters.byReason(file, 5_000)).containsExactly(Map.entry("not_json", 5_000L));
  }

  @Test
  void aFileThatWouldTakeMuchMemoryIsNotRead() throws IOException {
    var segment = new Segment();
    for (int n = 0; n < 20; n++) {
      segment.http("x".repeat(3 << 20));
    }
    byte[] file = letters(PLAIN, segment.bytes());

    assertThatThrownBy(() -> DeadLetters.last(file, 1, 99))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("it has a page of ");
    assertThatThrownBy(() -> DeadLetters.byReason(file, 99)).isInstanceOf(IOException.class);
  }

  @Test
  void whatIsNoFileOfDeadLettersIsRefused() throws IOException {
    byte[] file = letters(PLAIN, new Segment().http("x").bytes());
    byte[] rows = file(PLAIN, new Segment().http("{\"v\":1}").bytes(), RenderedFile.Kind.VIEW);

    for (byte[] bytes : List.of(rows, Arrays.copyOf(file, file.length / 2), new byte[0])) {
      assertThatThrownBy(() -> DeadLetters.last(bytes, 1, 99)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> DeadLetters.byReason(bytes, 9)).isInstanceOf(IOException.class);
    }
  }

  /// Whatever it does, it is no exception that nobody expects.
  @Test
  void aDamagedFileIsReadOrRefused() throws IOException {
    byte[] file = letters(PLAIN, new Segment().mqtt("a/b", "{\"v\":\"x\"}").http("x").bytes());
    var random = new Random(7);
    for (int n = 0; n < 300; n++) {
      byte[] damaged = file.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        DeadLetters.last(damaged, 1, 99);
        DeadLetters.byReason(damaged, 9);
      } catch (IOException e) {
        assertThat(e.getMessage()).isNotNull();
      }
    }
  }

  private byte[] letters(String yaml, byte[] segment) throws IOException {
    return file(yaml, segment, RenderedFile.Kind.DEAD_LETTERS);
  }

  private byte[] file(String yaml, byte[] segment, RenderedFile.Kind kind) throws IOException {
    ViewDefinition view = Rendered.view(yaml);
    var found = new byte[1][];
    new SegmentRenderer(RenderSettings.of(3, folder))
        .render(
            Segment.ID,
            segment,
            view,
            Choice.ALL,
            it -> {
              if (it.kind() == kind) {
                found[0] = Arrays.copyOf(it.file().bytes(), it.file().length());
              }
            });
    assertThat(found[0]).isNotNull();
    return found[0];
  }
}
