package io.edgemq.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgemq.ops.tools.SmallStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ViewPreviewCommandTest {
  private static final String VIEW =
      """
      name: readings
      version: 1
      format: json
      definition:
        columns:
          - { name: device, expr: { json_path: $.device }, type: varchar }
          - { name: temp, expr: { json_path: $.temp }, type: double }
          - { name: topic, expr: { meta: topic }, type: varchar }
          - { name: tenant, expr: { meta: tenant }, type: varchar }
        transform:
          where: { fn: is_not_null, args: [ { json_path: $.device } ] }
        output:
          format: parquet
          partition_by:
            - { name: dt, expr: { fn: date, args: [ { meta: timestamp_ms } ] }, type: date }
      """;
  private static final String LINES =
      """
      {"device":"d1","temp":21.5}

      {"device":"NULL","temp":null}
      {"device":"d3","temp":"hot"}
      {"temp":1}
      """;

  @TempDir private Path folder;
  private Path view;
  private Path input;

  @BeforeEach
  void makeFiles() throws IOException {
    view = Files.writeString(folder.resolve("view.yaml"), VIEW);
    input = Files.writeString(folder.resolve("in.ndjson"), LINES);
  }

  @Test
  void linesBecomeTypedRowsDeadLettersAndCounts() {
    ProgramRun run = preview("--input", input.toString(), "--timestamp-ms", "1700000000000");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines())
        .containsExactly(
            " row | device  |   temp | topic   | tenant  | dt",
            "     | varchar | double | varchar | varchar | date (partition)",
            "-----+---------+--------+---------+---------+------------------",
            "   1 | d1      |   21.5 | NULL    | unknown | 2023-11-14",
            "   2 | 'NULL'  |   NULL | NULL    | unknown | 2023-11-14",
            "2 rows",
            "",
            " line | column | reason | detail                         | payload",
            "------+--------+--------+--------------------------------+------------------------------",
            "    4 | temp   | cast   | 'hot' cannot be cast to double |"
                + " {\"device\":\"d3\",\"temp\":\"hot\"}",
            "1 dead letter",
            "",
            "  frames         4",
            "  rows in        4",
            "  rows           2",
            "  filtered       1",
            "  dead letters   1",
            "  partitions     1",
            "  null in temp   1  (50.0 %)",
            "  null in topic  2  (100.0 %)");
  }

  @Test
  void onlyTheFirstRowsAreShownButAllAreCounted() {
    ProgramRun run = preview("--input", input.toString(), "--rows", "1");

    assertThat(run.out()).contains("the first 1 of 2 rows").doesNotContain("'NULL'");
  }

  @Test
  void linesMayBeMessagesToATopicFromStandardInput() {
    var command =
        new ViewPreviewCommand(new ByteArrayInputStream("{\"device\":\"d1\"}".getBytes(UTF_8)));

    ProgramRun run =
        ProgramRun.of(new CommandLine(command), view.toString(), "--input", "-", "--topic", "a/b");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("   1 | d1      |   NULL | a/b     | unknown |");
  }

  @Test
  void segmentsSayWhereTheyAreFrom() throws IOException {
    var store = new SmallStore(folder);
    Path local = store.sealed("plant", it -> SmallStore.mqtt(it, "a/1", "{\"device\":\"d1\"}"));
    Path object =
        store
            .commit("lab", it -> SmallStore.http(it, "-"))
            .resolve("segments/seg-00000001.wal.zst");

    ProgramRun run = preview("--segment", local.toString(), object.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("   1 | d1      |   NULL | a/1     | acme    | 2023-11-14")
        .contains("      0 |        | not_json |");
  }

  @Test
  void aDamagedSegmentIsToldAndTheRestIsShown() throws IOException {
    Path file =
        new SmallStore(folder)
            .sealed(
                "plant",
                it -> {
                  SmallStore.mqtt(it, "a", "{\"device\":\"d1\"}");
                  SmallStore.mqtt(it, "a", "{\"device\":\"d2\"}");
                });
    SmallStore.damage(file, 30);

    ProgramRun run = preview("--segment", file.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("are no frame (its checksum does not fit)");
    assertThat(run.out()).contains("d2").doesNotContain("d1").contains("1 row\n");
  }

  @Test
  void jsonHasTheSame() throws IOException {
    ProgramRun run = preview("--input", input.toString(), "--timestamp-ms", "0", "--json");

    assertThat(run.exitCode()).isZero();
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.path("frames").asInt()).isEqualTo(4);
    assertThat(json.path("rowsOut").asInt()).isEqualTo(2);
    assertThat(json.path("filtered").asInt()).isEqualTo(1);
    assertThat(json.path("deadLettered").asInt()).isEqualTo(1);
    assertThat(json.path("partitionsSeen").asInt()).isEqualTo(1);
    assertThat(json.path("columns").path(1).toString())
        .isEqualTo("{\"name\":\"temp\",\"type\":\"double\",\"nulls\":1}");
    assertThat(json.path("rows").path(0).toString())
        .isEqualTo(
            "{\"values\":{\"device\":\"d1\",\"temp\":21.5,\"topic\":null,\"tenant\":\"unknown\"},"
                + "\"partitions\":{\"dt\":\"1970-01-01\"}}");
    JsonNode letter = json.path("deadLetters").path(0);
    assertThat(letter.path("line").asInt()).isEqualTo(4);
    assertThat(letter.path("column").asText()).isEqualTo("temp");
    assertThat(letter.path("reason").asText()).isEqualTo("cast");
  }

  @Test
  void jsonHasEveryTypeAsItIs() throws IOException {
    Files.writeString(
        view,
        """
        name: types
        version: 1
        format: json
        definition:
          columns:
            - { name: i, expr: { json_path: $.i }, type: bigint }
            - { name: d, expr: { json_path: $.d }, type: "decimal(38,10)" }
            - { name: b, expr: { json_path: $.b }, type: boolean }
            - { name: t, expr: { json_path: $.t }, type: timestamp }
            - { name: j, expr: { json_path: $.j }, type: json }
            - { name: l, expr: { json_path: $.j.a }, type: "list(tinyint)" }
            - { name: x, expr: { json_path: $.x }, type: blob }
          rescue: rest
          output: { format: parquet }
        """);
    Files.writeString(
        input,
        "{\"i\":9223372036854775807,\"d\":1e-10,\"b\":true,\"t\":\"2026-01-31T10:00Z\","
            + "\"j\":{\"a\":[1,null]},\"x\":\"\\\\xFF\",\"y\":[]}");

    ProgramRun run = preview("--input", input.toString(), "--json");

    assertThat(run.out())
        .contains("\"i\" : 9223372036854775807,")
        .contains("\"d\" : 0.0000000001,")
        .contains("\"b\" : true,")
        .contains("\"t\" : \"2026-01-31T10:00:00Z\",")
        .contains("\"j\" : {\"a\":[1,null]},")
        .contains("\"l\" : [ 1, null ],")
        .contains("\"x\" : \"/w==\",")
        .contains("\"rest\" : {\"y\":[]}");
  }

  @Test
  void faultsAreThoseOfViewCheck() throws IOException {
    Files.writeString(view, VIEW.replace("double", "dubble"));

    ProgramRun run = preview("--input", input.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEqualTo(ProgramRun.of("view", "check", view.toString()).out());
    assertThat(preview("--input", input.toString(), "--json").out())
        .isEqualTo(ProgramRun.of("view", "check", "--json", view.toString()).out());
  }

  @Test
  void whatCannotBeReadIsTold() {
    assertThat(preview("--input", folder.resolve("none").toString()))
        .satisfies(it -> {
          assertThat(it.exitCode()).isEqualTo(1);
          assertThat(it.out()).isEmpty();
          assertThat(it.err()).contains("none: there is no such file");
        });
    assertThat(preview("--input", folder.toString()).exitCode()).isEqualTo(1);
    assertThat(ProgramRun.of("view", "preview", "none.yaml", "--input", input.toString()))
        .satisfies(it -> assertThat(it.exitCode()).isEqualTo(1));
  }

  @Test
  void wrongUsageIsTold() {
    String in = input.toString();
    assertThat(preview().exitCode()).isEqualTo(2);
    assertThat(preview("--input", in, "--segment", in).exitCode()).isEqualTo(2);
    assertThat(preview("--input", in, "--rows", "0").err()).contains("--rows: 0 is not between");
    assertThat(preview("--input", in, "--topic", "a/#").err()).contains("'a/#' is no topic");
    assertThat(preview("--segment", in, "--topic", "a").exitCode()).isEqualTo(2);
    assertThat(preview("--segment", in, "--timestamp-ms", "1").exitCode()).isEqualTo(2);
    assertThat(ProgramRun.of("view", "preview", "--help").out())
        .contains("edgemq view preview view.yaml --input readings.ndjson");
  }

  private ProgramRun preview(String... options) {
    String[] arguments = new String[3 + options.length];
    arguments[0] = "view";
    arguments[1] = "preview";
    arguments[2] = view.toString();
    System.arraycopy(options, 0, arguments, 3, options.length);
    return ProgramRun.of(arguments);
  }
}
