package io.edgemq.views.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.frame.FrameRun;
import io.edgemq.views.definition.ViewDefinition;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Messages that make several rows, and those that make too many.
final class LargeMessageTest {
  private static final int MANY = 100_000;

  private static ViewDefinition view(String format, String definition) {
    return Rendering.view(
        "name: v\nversion: 1\nformat: %s\ndefinition:\n%s  output: { format: parquet }\n"
            .formatted(format, definition.indent(2)));
  }

  private static ViewDefinition elements(String column) {
    return view("json", "unnest: { json_path: $.a }\ncolumns:\n  - { name: c, " + column + " }\n");
  }

  private static ViewDefinition lines(String column) {
    return view("ndjson", "columns:\n  - { name: c, " + column + " }\n");
  }

  private static String repeated(String element, String separator) {
    return String.join(separator, Collections.nCopies(MANY, element));
  }

  @Test
  void aDeadLetterSaysWhichElementItIs() {
    Rendering rendering =
        Rendering.of(
            List.of(elements("expr: { item: $ }, type: bigint")),
            Rendering.http("{\"a\":[1,\"x\",2,\"y\"]}", "{\"a\":1}", "{", "{\"a\":[\"z\"]}"));

    assertThat(rendering.items).containsExactly(1, 3, -1, -1, 0);
    assertThat(rendering.counts).containsExactly(new ViewCounts(4, 7, 2, 0, 5));
  }

  @Test
  void aDeadLetterSaysWhichLineItIsBlankOnesLeftOut() {
    Rendering rendering =
        Rendering.of(
            List.of(lines("expr: { json_path: $ }, type: bigint")),
            Rendering.http("\n1\n\nx\n2\n\n\"y\"\n", "z"));

    assertThat(rendering.items).containsExactly(1, 3, 0);
  }

  @Test
  void elementsOfSeveralLinesAreCountedThrough() {
    Rendering rendering =
        Rendering.of(
            List.of(
                view(
                    "ndjson",
                    "unnest: { json_path: $ }\ncolumns:\n  - { name: c, expr: { item: $ }, type: bigint }\n")),
            Rendering.http("[1,\"x\"]\n[]\n5\n[3,\"z\"]\nnull\n{"));

    assertThat(rendering.lines)
        .satisfiesExactly(
            it -> assertThat(it).isEqualTo("row 0 [1] []"),
            it -> assertThat(it).startsWith("dead 0 c cast 'x'"),
            it -> assertThat(it).isEqualTo("dead 0 - not_an_array 5 is not an array"),
            it -> assertThat(it).isEqualTo("row 0 [3] []"),
            it -> assertThat(it).startsWith("dead 0 c cast 'z'"),
            it -> assertThat(it).startsWith("dead 0 - not_json"));
    assertThat(rendering.items).containsExactly(1, 2, 4, 5);
    assertThat(rendering.counts).containsExactly(new ViewCounts(1, 6, 2, 0, 4));
  }

  @Test
  void aMessageOfManyRowsThatAreShortIsTaken() {
    Rendering rendering =
        Rendering.of(
            List.of(
                elements("expr: { item: $ }, type: bigint"),
                lines("expr: { json_path: $.a }, type: json")),
            Rendering.http("{\"a\":[" + repeated("1", ",") + "]}"));

    assertThat(rendering.lines).hasSize(MANY + 1);
    assertThat(rendering.counts)
        .containsExactly(new ViewCounts(1, MANY, MANY, 0, 0), new ViewCounts(1, 1, 1, 0, 0));
  }

  /// Each of these takes as long as the text is; for every element it would take minutes.
  @Test
  void whatReadsNoElementIsComputedOnceForAllOfThem() {
    ViewDefinition view =
        view(
            "json",
            """
            unnest: { json_path: $.a }
            columns:
              - { name: i, expr: { item: $ }, type: bigint }
              - { name: n, expr: { fn: length, args: [ { fn: lower, args: [ { json_path: $.t } ] } ] }, type: bigint }
              - { name: b, expr: { json_path: $.t }, type: bigint, on_error: null }
            transform:
              where:
                fn: and
                args:
                  - { fn: regexp_matches, args: [ { json_path: $.t }, { lit: "9$" } ] }
                  - { fn: gt, args: [ { fn: add, args: [ { item: $ }, { fn: length, args: [ { json_path: $.t } ] } ] }, { lit: 500001 } ] }
            """);
    String text = "9".repeat(500_000);

    Rendering rendering =
        Rendering.of(
            List.of(view),
            Rendering.http(
                "{\"t\":\"%s\",\"a\":[2,%s]}".formatted(text, repeated("1", ",")),
                "{\"t\":\"%s9\",\"a\":[0,1]}".formatted(text),
                "{\"t\":\"%s8\",\"a\":[3,3]}".formatted(text)));

    assertThat(rendering.lines)
        .containsExactly("row 0 [2, 500000, NULL] []", "row 0 [1, 500001, NULL] []");
    assertThat(rendering.counts).containsExactly(new ViewCounts(3, MANY + 5, 2, MANY + 3, 0));
  }

  @Test
  void aMessageThatTakesTooLongWithItsElementsIsOneDeadLetter() {
    ViewDefinition view =
        view(
            "json",
            """
            unnest: { json_path: $.a }
            columns:
              - { name: i, expr: { item: $ }, type: bigint }
            transform:
              where: { fn: contains, args: [ { json_path: $.t }, { item: $ } ] }
            """);

    Rendering rendering =
        Rendering.of(
            List.of(view),
            Rendering.http(
                "{\"t\":\"%s\",\"a\":[%s]}".formatted("9".repeat(500_000), repeated("1", ",")),
                "{\"t\":\"19\",\"a\":[1]}"));

    assertThat(rendering.lines)
        .satisfiesExactly(
            it -> assertThat(it).startsWith("dead 0 - too_large its first 0 rows and 96 dead"),
            it -> assertThat(it).isEqualTo("row 0 [1] []"));
  }

  @Test
  void aMessageWhoseDeadLettersAreTooLargeIsOneDeadLetterWithoutRows() {
    assertTooLarge(
        elements("expr: { item: $ }, type: tinyint"),
        "{\"a\":[1,2," + repeated("300", ",") + "]}",
        "its first 2 rows and 168 dead letters take more than 67108864 bytes");
    assertTooLarge(
        lines("expr: { json_path: $ }, type: tinyint"),
        "1\n\n2\n" + repeated("300", "\n"),
        "its first 2 rows and 168 dead letters take more than 67108864 bytes");
  }

  @Test
  void aMessageWhoseRowsAreTooLargeIsOneDeadLetterWithoutRows() {
    assertTooLarge(
        elements("expr: { json_path: $ }, type: varchar"),
        "{\"a\":[1," + repeated("300", ",") + "]}",
        "its first 168 rows and 0 dead letters take more than 67108864 bytes");
    assertTooLarge(
        elements("expr: { json_path: $.a }, type: list(bigint)"),
        "{\"a\":[1," + repeated("300", ",") + "]}",
        "its first 42 rows and 0 dead letters take more than 67108864 bytes");
  }

  /// Beside a view of one row a message, and between messages that are not too large.
  private static void assertTooLarge(ViewDefinition view, String message, String detail) {
    ViewDefinition other =
        view("json", "columns:\n  - { name: o, expr: { meta: payload_size }, type: bigint }\n");
    FrameRun run = Rendering.http("{}\n{", message, "[", "1\n2\n");

    Rendering alone = Rendering.of(List.of(view), Rendering.http("{}\n{", "[", "1\n2\n"));
    Rendering rendering = Rendering.of(List.of(view, other), run);

    assertThat(rendering.lines)
        .filteredOn(it -> it.contains("too_large"))
        .containsExactly("dead 0 - too_large " + detail);
    assertThat(rendering.items).contains(-1);
    ViewCounts before = alone.counts.getFirst();
    assertThat(rendering.counts.getFirst())
        .isEqualTo(
            new ViewCounts(
                before.framesIn() + 1,
                before.rowsIn() + 1,
                before.rowsOut(),
                before.filtered(),
                before.deadLettered() + 1));
    assertThat(rendering.lines)
        .filteredOn(it -> it.startsWith("row 0") || it.startsWith("dead 0"))
        .hasSize(alone.lines.size() + 1);
  }
}
