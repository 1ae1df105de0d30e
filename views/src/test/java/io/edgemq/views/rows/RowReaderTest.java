package io.edgemq.views.rows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.frame.FrameRun;
import io.edgemq.views.definition.ViewDefinition;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class RowReaderTest {
  private static ViewDefinition view(String definition) {
    return view("json", definition);
  }

  private static ViewDefinition view(String format, String definition) {
    return Rendering.view(
        "name: v\nversion: 1\nformat: %s\ndefinition:\n%s  output: { format: parquet }\n"
            .formatted(format, definition.indent(2)));
  }

  private static ViewDefinition column(String settings) {
    return view("columns:\n  - { name: c, expr: { json_path: $.c }, %s }".formatted(settings));
  }

  @Test
  void theExampleGivesATypedRowInItsPartition() {
    ViewDefinition view =
        Rendering.view(
            """
            name: temperature_readings
            version: 1
            format: json
            definition:
              columns:
                - { name: device_id, expr: { json_path: $.device_id }, type: varchar, required: true }
                - { name: temperature, expr: { json_path: $.temp }, type: double }
                - { name: mqtt_topic, expr: { meta: topic }, type: varchar }
              transform:
                where: { fn: like, args: [ { meta: topic }, { lit: sensors/%/temperature } ] }
              output:
                format: parquet
                partition_by:
                  - { name: dt, expr: { fn: date, args: [ { meta: timestamp_ms } ] }, type: date }
            """);
    var run = new FrameRun();
    Rendering.mqtt(run, "sensors/7/temperature", "{\"device_id\":\"d7\",\"temp\":22.5}");
    Rendering.mqtt(run, "sensors/7/humidity", "not JSON, and not wanted");
    Rendering.mqtt(run, "sensors/7/temperature", "not JSON");
    Rendering.mqtt(run, "sensors/7/temperature", "{\"temp\":\"hot\",\"device_id\":1}");
    Rendering.mqtt(run, "sensors/7/temperature", "{\"temp\":1}");

    Rendering rendering = Rendering.of(List.of(view), run);

    assertThat(rendering.lines)
        .satisfiesExactly(
            it -> assertThat(it).isEqualTo("row 0 [d7, 22.5, sensors/7/temperature] [2023-11-14]"),
            it -> assertThat(it).startsWith("dead 0 - not_json "),
            it ->
                assertThat(it).isEqualTo("dead 0 temperature cast 'hot' cannot be cast to double"),
            it -> assertThat(it).isEqualTo("dead 0 device_id required it is required, and null"));
    assertThat(rendering.counts).containsExactly(new ViewCounts(5, 5, 1, 1, 3));
  }

  @Test
  void allMetadataIsThere() {
    var columns = new StringBuilder("columns:\n");
    for (String field :
        List.of(
            "topic",
            "timestamp_ms",
            "format",
            "endpoint",
            "tenant",
            "instance",
            "partition",
            "epoch",
            "segment",
            "offset",
            "payload_size")) {
      columns.append(
          "  - { name: %s, expr: { meta: %s }, type: varchar }\n".formatted(field, field));
    }
    var run = new FrameRun();
    Rendering.mqtt(run, "a/b", "{}");
    byte[] body = "[1]".getBytes(UTF_8);
    run.addHttp(5, body, 0, body.length);

    assertThat(Rendering.of(List.of(view(columns.toString())), run).lines)
        .containsExactly(
            "row 0 [a/b, 1700000000000, 3, plant, acme, disk-1, 0, 12, 34, 0, 2] []",
            "row 0 [NULL, 5, 0, plant, acme, disk-1, 0, 12, 34, 24, 3] []");
  }

  @Test
  void aDefaultStandsForNullAndForWhatIsMissing() {
    assertThat(
            rows(
                column("type: bigint, default: 7, required: true"),
                "{}",
                "{\"c\":null}",
                "{\"c\":1}"))
        .containsExactly("row 0 [7] []", "row 0 [7] []", "row 0 [1] []");
  }

  @Test
  void anErrorIsADeadLetterIfNothingElseIsSaid() {
    assertThat(rows(column("type: tinyint"), "{\"c\":128}"))
        .containsExactly("dead 0 c cast 128 cannot be cast to tinyint");
  }

  @Test
  void anErrorMayBeNullEvenWhereThereIsADefault() {
    assertThat(rows(column("type: tinyint, on_error: null, default: 1"), "{\"c\":128}"))
        .containsExactly("row 0 [NULL] []");
  }

  @Test
  void anErrorThatDropsCountsAsFiltered() {
    Rendering rendering =
        Rendering.of(
            List.of(column("type: tinyint, on_error: drop")),
            Rendering.http("{\"c\":128}", "{\"c\":127}"));

    assertThat(rendering.lines).containsExactly("row 0 [127] []");
    assertThat(rendering.counts).containsExactly(new ViewCounts(2, 2, 1, 1, 0));
  }

  @Test
  void whatNoColumnReadsIsRescued() {
    ViewDefinition view =
        view("columns:\n  - { name: c, expr: { json_path: $.c.d }, type: json }\nrescue: rest");

    assertThat(
            rows(
                view,
                "{\"c\":{\"e\":1}, \"x\" : [1, 2], \"y\":\"\\u0041\", \"x\":2.50}",
                "{\"c\":{\"d\":0}}",
                "[1]"))
        .containsExactly(
            "row 0 [NULL, {\"x\":2.50,\"y\":\"\\u0041\"}] []",
            "row 0 [0, NULL] []",
            "row 0 [NULL, NULL] []");
  }

  @Test
  void everyElementOfAnArrayIsARow() {
    ViewDefinition view =
        view(
            """
            unnest: { json_path: $.r }
            columns:
              - { name: v, expr: { item: $.v }, type: bigint }
              - { name: id, expr: { json_path: $.id }, type: varchar }
            transform:
              where: { fn: ne, args: [ { item: $.v }, { lit: 2 } ] }
            """);

    Rendering rendering =
        Rendering.of(
            List.of(view),
            Rendering.http(
                "{\"id\":1,\"r\":[{\"v\":1},{\"v\":2},{\"v\":3,\"v\":4}]}",
                "{\"id\":2,\"r\":[]}",
                "{\"id\":3}",
                "{\"id\":4,\"r\":{}}",
                "{\"id\":5,\"r\":[5,{\"v\":\"x\"}]}"));

    assertThat(rendering.lines)
        .containsExactly(
            "row 0 [1, 1] []",
            "row 0 [4, 1] []",
            "dead 0 - not_an_array {} is not an array",
            "dead 0 - cast 'x' cannot be cast to a number");
    assertThat(rendering.counts).containsExactly(new ViewCounts(5, 6, 2, 2, 2));
  }

  @Test
  void elementsOfAnExcludedMessageAreCounted() {
    ViewDefinition view =
        view(
            """
            unnest: { json_path: $ }
            columns:
              - { name: v, expr: { item: $ }, type: bigint }
            transform:
              where: { fn: eq, args: [ { meta: topic }, { lit: a } ] }
            """);

    Rendering rendering = Rendering.of(List.of(view), Rendering.http("[1,2,3]", "[1,"));

    assertThat(rendering.lines).isEmpty();
    assertThat(rendering.counts).containsExactly(new ViewCounts(2, 4, 0, 4, 0));
  }

  @Test
  void noArrayInAnExcludedMessageIsFiltered() {
    ViewDefinition view =
        view(
            """
            unnest: { json_path: $.a }
            columns:
              - { name: v, expr: { item: $ }, type: bigint }
            transform:
              where: { fn: eq, args: [ { meta: topic }, { lit: a } ] }
            """);

    Rendering rendering = Rendering.of(List.of(view), Rendering.http("{\"a\":1}"));

    assertThat(rendering.lines).isEmpty();
    assertThat(rendering.counts).containsExactly(new ViewCounts(1, 1, 0, 1, 0));
  }

  @Test
  void aBadLineIsOneDeadLetter() {
    ViewDefinition view =
        view("ndjson", "columns:\n  - { name: c, expr: { json_path: $.c }, type: bigint }\n");

    Rendering rendering =
        Rendering.of(
            List.of(view), Rendering.http("{\"c\":1}\n{\"c\":\r\n \r\n\n{\"c\":3}\r\n", ""));

    assertThat(rendering.lines)
        .satisfiesExactly(
            it -> assertThat(it).isEqualTo("row 0 [1] []"),
            it -> assertThat(it).startsWith("dead 0 - not_json"),
            it -> assertThat(it).isEqualTo("row 0 [3] []"));
    assertThat(rendering.counts).containsExactly(new ViewCounts(2, 3, 2, 0, 1));
  }

  @Test
  void metadataThatExcludesWinsOverWhatIsNotKnownYet() {
    String unknown = "{ fn: eq, args: [ { json_path: $.c }, { lit: 1 } ] }";
    String no = "{ fn: is_not_null, args: [ { meta: topic } ] }";
    String none = "{ fn: eq, args: [ { meta: topic }, { lit: a } ] }";

    assertThat(excludes("{ fn: and, args: [ %s, %s ] }".formatted(unknown, no))).isTrue();
    assertThat(excludes("{ fn: and, args: [ %s, %s ] }".formatted(unknown, none))).isTrue();
    assertThat(excludes(none)).isTrue();
    assertThat(excludes("{ fn: or, args: [ %s, %s ] }".formatted(no, none))).isTrue();
    assertThat(excludes("{ fn: or, args: [ %s, %s ] }".formatted(unknown, no))).isFalse();
    assertThat(excludes("{ fn: not, args: [ %s ] }".formatted(no))).isFalse();
    assertThat(excludes("{ fn: is_null, args: [ { json_path: $.c } ] }")).isFalse();
  }

  private static boolean excludes(String where) {
    ViewDefinition view =
        view(
            "columns:\n  - { name: c, expr: { meta: topic }, type: varchar }\ntransform:\n  where: "
                + where);
    return Rendering.of(List.of(view), Rendering.http("no JSON"))
        .counts
        .equals(List.of(new ViewCounts(1, 1, 0, 1, 0)));
  }

  @Test
  void messagesThatAreNotOneValueInUtf8AreNotJson() {
    byte[][] messages = {
      {},
      {' '},
      "{} {}".getBytes(UTF_8),
      "{\"c\":1".getBytes(UTF_8),
      "\uFEFF{}".getBytes(UTF_8),
      {'{', 0, '}', 0},
      {'"', (byte) 0xC0, (byte) 0x80, '"'},
      {'{', '"', (byte) 0xFF, '"', ':', '1', '}'},
      "NaN".getBytes(UTF_8),
      "[".repeat(100_000).getBytes(UTF_8),
      ("[".repeat(1_001) + "]".repeat(1_001)).getBytes(UTF_8),
    };

    Rendering rendering = Rendering.of(List.of(column("type: json")), Rendering.http(messages));

    assertThat(rendering.lines)
        .hasSize(messages.length)
        .allMatch(it -> it.startsWith("dead 0 - not_json "));
  }

  @Test
  void aThousandLevelsAreRead() {
    String deep = "[".repeat(1_000) + "]".repeat(1_000);

    assertThat(rows(column("type: json"), "{\"c\":" + deep.substring(1, 1_999) + "}"))
        .containsExactly("row 0 [" + deep.substring(1, 1_999) + "] []");
    assertThat(rows(column("type: json"), deep)).containsExactly("row 0 [NULL] []");
  }

  @Test
  void numbersOfAnyLengthAndSizeTakeNoTime() {
    ViewDefinition view =
        view(
            """
            columns:
              - { name: i, expr: { json_path: $.c }, type: bigint, on_error: null }
              - { name: d, expr: { json_path: $.c }, type: "decimal(38,2)", on_error: null }
              - { name: f, expr: { json_path: $.c }, type: double, on_error: null }
              - { name: s, expr: { fn: add, args: [ { json_path: $.c }, { lit: 1 } ] }, type: double, on_error: null }
            """);

    assertThat(
            rows(
                view,
                "{\"c\":1e999999999}",
                "{\"c\":1e99999999999}",
                "{\"c\":-0e999999999}",
                "{\"c\":" + "9".repeat(1_000_000) + "}"))
        .containsExactly(
            "row 0 [NULL, NULL, NULL, NULL] []",
            "row 0 [NULL, NULL, NULL, NULL] []",
            "row 0 [0, 0.00, -0.0, 1.0] []",
            "row 0 [NULL, NULL, NULL, NULL] []");
  }

  @Test
  void aTextThatIsLongerThanMemoryIsNotMade() {
    String x = "{ json_path: $ }";
    String replaced = "{ fn: replace, args: [ %s, { lit: a }, %s ] }".formatted(x, x);
    String joined = x;
    for (int i = 0; i < 10; i++) {
      joined = "{ fn: concat, args: [ %s, %s ] }".formatted(joined, joined);
    }

    for (String expression : List.of(replaced, joined)) {
      assertThat(
              rows(
                  view("columns:\n  - { name: c, expr: %s, type: varchar }".formatted(expression)),
                  '"' + "a".repeat(1_000_000) + '"'))
          .containsExactly("dead 0 c range a text of more than 16777216 characters");
    }
  }

  @Test
  void anArgumentIsEvaluatedOnceHoweverDeepItIs() {
    String x = "{ json_path: $ }";
    for (int i = 0; i < 30; i++) {
      x =
          i % 2 == 0
              ? "{ fn: between, args: [ %s, { lit: 0 }, { lit: 1 } ] }".formatted(x)
              : "{ fn: in, args: [ %s, { lit: 0 }, { lit: 1 } ] }".formatted(x);
    }

    assertThat(
            rows(
                view("columns:\n  - { name: c, expr: %s, type: boolean }".formatted(x)),
                "1",
                "null",
                "{}"))
        .satisfiesExactly(
            it -> assertThat(it).isEqualTo("row 0 [true] []"),
            it -> assertThat(it).isEqualTo("row 0 [NULL] []"),
            it -> assertThat(it).startsWith("dead 0 c cast"));
  }

  @Test
  void viewsOfAnEndpointDoNotSeeEachOther() {
    ViewDefinition whole = column("type: json");
    ViewDefinition part =
        view(
            "columns:\n  - { name: c, expr: { json_path: \"$.c[1]\" }, type: bigint, required: true }");

    Rendering rendering =
        Rendering.of(List.of(whole, part), Rendering.http("{\"c\":[1, 2]}", "{\"c\":[1]}"));

    assertThat(rendering.lines)
        .containsExactly(
            "row 0 [[1, 2]] []",
            "row 1 [2] []",
            "row 0 [[1]] []",
            "dead 1 c required it is required, and null");
    assertThat(rendering.counts)
        .containsExactly(new ViewCounts(2, 2, 2, 0, 0), new ViewCounts(2, 2, 1, 0, 1));
  }

  private static DeadLetter letter(String detail) {
    return new DeadLetter(Optional.empty(), OptionalInt.empty(), Reason.CAST, detail);
  }

  @Test
  void aDetailIsCutBetweenCharacters() {
    assertThat(letter("x".repeat(600)).detail()).hasSize(500).endsWith("x…");
    assertThat(letter("x" + "🌡".repeat(300)).detail())
        .hasSizeLessThanOrEqualTo(500)
        .endsWith("🌡…");
    assertThat(letter("🌡".repeat(300)).detail()).hasSizeLessThanOrEqualTo(500).endsWith("🌡…");
  }

  private static List<String> rows(ViewDefinition view, String... messages) {
    return Rendering.of(List.of(view), Rendering.http(messages)).lines;
  }
}
