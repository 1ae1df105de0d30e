package io.edgemq.views.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.views.definition.Column;
import io.edgemq.views.definition.Expression;
import io.edgemq.views.definition.Expression.Call;
import io.edgemq.views.definition.Expression.Constant;
import io.edgemq.views.definition.Expression.InMessage;
import io.edgemq.views.definition.Function;
import io.edgemq.views.definition.JsonPath;
import io.edgemq.views.definition.Literal;
import io.edgemq.views.definition.MessageFormat;
import io.edgemq.views.definition.OnError;
import io.edgemq.views.definition.Type.Plain;
import io.edgemq.views.definition.ViewDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Mistakes in a view, and limits of its sink.
final class ViewFailureTest {
  private static final ViewDefinition SOUND =
      Rendering.view(
          """
          name: v
          version: 1
          format: json
          definition:
            columns:
              - { name: c, expr: { json_path: $ }, type: bigint }
            output: { format: parquet }
          """);

  private static final ViewDefinition BY_LINE =
      new ViewDefinition(
          "lines",
          1,
          MessageFormat.NDJSON,
          Optional.empty(),
          SOUND.columns(),
          Optional.empty(),
          Optional.empty(),
          SOUND.output());

  /// A view with an expression that no definition can have.
  private static ViewDefinition broken(Function function, Expression... arguments) {
    var column =
        new Column(
            "x",
            new Call(function, List.of(arguments)),
            Plain.VARCHAR,
            false,
            OnError.NULL,
            Optional.empty());
    return new ViewDefinition(
        "broken",
        1,
        SOUND.format(),
        Optional.empty(),
        List.of(column),
        Optional.empty(),
        Optional.empty(),
        SOUND.output());
  }

  private static Expression message() {
    return new InMessage(new JsonPath(List.of()));
  }

  @Test
  void aViewThatCannotBeCompiledFailsAlone() throws IOException {
    ViewDefinition broken = broken(Function.REGEXP_MATCHES, message(), message());
    var sink = new Lines();

    RowReader reader = Rendering.read(List.of(broken, SOUND), Rendering.http("1", "x", "2"), sink);

    assertThat(sink.lines).containsExactly("1 [1]", "1 dead", "1 [2]");
    assertThat(reader.error(0))
        .hasValueSatisfying(
            it -> assertThat(it).startsWith("java.lang.IllegalArgumentException: not a literal"));
    assertThat(reader.error(1)).isEmpty();
    assertThat(reader.counts())
        .containsExactly(new ViewCounts(3, 3, 0, 0, 3), new ViewCounts(3, 3, 2, 0, 1));
  }

  @Test
  void aMistakeInARowEndsItsViewOnly() throws IOException {
    ViewDefinition broken =
        broken(Function.STRFTIME, message(), new Constant(new Literal.Text("%Q")));
    var sink = new Lines();

    RowReader reader =
        Rendering.read(List.of(broken, SOUND), Rendering.http("null", "x", "1", "2"), sink);

    assertThat(sink.lines)
        .containsExactly("0 [null]", "1 [null]", "0 dead", "1 dead", "1 [1]", "1 [2]");
    assertThat(reader.error(0)).hasValue("java.lang.IllegalArgumentException: %Q");
    assertThat(reader.counts())
        .containsExactly(new ViewCounts(4, 4, 0, 0, 4), new ViewCounts(4, 4, 3, 0, 1));
  }

  @Test
  void aMistakeInReadingEndsTheViewsThatWantedTheMessage() throws IOException {
    ViewDefinition excluded =
        Rendering.view(
            """
            name: v
            version: 1
            format: json
            definition:
              columns:
                - { name: c, expr: { json_path: $ }, type: bigint }
              transform:
                where: { fn: eq, args: [ { meta: topic }, { lit: a } ] }
              output: { format: parquet }
            """);
    byte[] bytes = Batches.bytes(Rendering.http("1", "2").finish());
    var frames = new FrameReader(bytes, 0, bytes.length);
    var reader =
        new RowReader(
            List.of(SOUND, excluded),
            Rendering.ID,
            new byte[Frame.HEADER_BYTES], // too few
            frames,
            new Lines());

    while (frames.next()) {
      reader.readFrame();
    }

    assertThat(reader.error(0))
        .hasValueSatisfying(
            it -> assertThat(it).startsWith("java.lang.ArrayIndexOutOfBoundsException"));
    assertThat(reader.error(1)).isEmpty();
    assertThat(reader.counts())
        .containsExactly(new ViewCounts(2, 2, 0, 0, 2), new ViewCounts(2, 2, 0, 2, 0));
  }

  @Test
  void aLimitOfTheSinkEndsTheViewThatReachedIt() throws IOException {
    var sink =
        new Lines() {
          @Override
          public void row(int view, Row row) {
            if (view == 1 && row.values().contains(2L)) {
              throw new IllegalStateException("too many files: " + "x".repeat(1_000));
            }
            super.row(view, row);
          }
        };

    RowReader reader =
        Rendering.read(List.of(SOUND, BY_LINE, SOUND), Rendering.http("1", "2", "3"), sink);

    assertThat(sink.lines)
        .containsExactly("0 [1]", "2 [1]", "1 [1]", "0 [2]", "2 [2]", "0 [3]", "2 [3]");
    assertThat(reader.error(1))
        .hasValueSatisfying(it ->
            assertThat(it)
                .startsWith("java.lang.IllegalStateException: too many files: xx")
                .hasSize(300));
    assertThat(reader.counts())
        .containsExactly(
            new ViewCounts(3, 3, 3, 0, 0),
            new ViewCounts(3, 3, 0, 0, 3),
            new ViewCounts(3, 3, 3, 0, 0));
  }

  @Test
  void anErrorOfTheDiskEndsAllViews() {
    for (ViewDefinition view : List.of(SOUND, BY_LINE)) {
      var sink =
          new RowSink() {
            @Override
            public void row(int of, Row row) throws IOException {
              throw new IOException("no space");
            }

            @Override
            public void deadLetter(int of, DeadLetter letter) throws IOException {
              throw new IOException("no space for dead letters");
            }
          };

      assertThatThrownBy(() -> Rendering.read(List.of(view), Rendering.http("1"), sink))
          .isInstanceOf(IOException.class)
          .hasMessage("no space");
      assertThatThrownBy(() -> Rendering.read(List.of(view), Rendering.http("x"), sink))
          .isInstanceOf(IOException.class)
          .hasMessage("no space for dead letters");
    }
  }

  /// What came, one text each.
  private static class Lines implements RowSink {
    final List<String> lines = new ArrayList<>();

    @Override
    public void row(int view, Row row) {
      lines.add(view + " " + row.values());
    }

    @Override
    public void deadLetter(int view, DeadLetter letter) {
      lines.add(view + " dead");
    }
  }
}
