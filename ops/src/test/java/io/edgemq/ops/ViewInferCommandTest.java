package io.edgemq.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ops.tools.SmallStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ViewInferCommandTest {
  @TempDir private Path folder;

  @Test
  void theProposalIsOnStdoutAndWhatWasSeenOnStderr() throws IOException {
    Path input =
        Files.writeString(
            folder.resolve("in.ndjson"),
            "{\"id\":\"d1\",\"t\":1.5}\n{\"id\":\"d2\",\"t\":2}\n{\"id\":\"d2\",\"t\":null}\n-\n");

    ProgramRun run = ProgramRun.of("view", "infer", "--name", "r", "--input", input.toString());

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            # Proposed by "edgemq view infer" from 4 messages: look it through first.
            # 1 of them (25.0 %) are not JSON and would be dead letters.
            # Few samples: columns are "required" only where 100 rows had a value.
            name: r
            version: 1
            format: json
            definition:
              columns:
                - { name: id, expr: { json_path: "$.id" }, type: varchar }
                - { name: t, expr: { json_path: "$.t" }, type: double }
              # rescue: rest  # keeps the top-level members that no column reads
              output:
                format: parquet
                partition_by:
                  - { name: dt, expr: { fn: date, args: [ { meta: timestamp_ms } ] }, type: date }
            """);
    assertThat(run.err().lines())
        .containsExactly(
            "",
            " path | present |   null | kinds  | distinct | example | column",
            "------+---------+--------+--------+----------+---------+------------",
            " $.id |   100 % |    0 % | text   |        2 | d1      | id varchar",
            " $.t  |   100 % | 33.3 % | number |        2 | 1.5     | t double",
            "",
            "4 messages, 1 of them not JSON");
  }

  @Test
  void theProposalPassesTheCheckAndThePreview() throws IOException {
    Path segment =
        new SmallStore(folder)
            .sealed(
                "plant",
                run -> {
                  for (int i = 0; i < 150; i++) {
                    SmallStore.mqtt(run, "s/" + i % 3 + "/t", "{\"v\":" + i + "}");
                  }
                });

    ProgramRun run = ProgramRun.of("view", "infer", "--segment", segment.toString());

    Path view = Files.writeString(folder.resolve("view.yaml"), run.out());
    assertThat(run.out()).contains("{ lit: \"s/+/t\" }").contains("name: mqtt_topic");
    assertThat(ProgramRun.of("view", "check", view.toString()).out())
        .isEqualTo("ok inferred v1: 2 columns, partitioned by dt\n");
    ProgramRun preview =
        ProgramRun.of("view", "preview", view.toString(), "--segment", segment.toString());
    assertThat(preview.out())
        .contains("rows          150\n")
        .containsPattern("filtered +0\n")
        .containsPattern("dead letters +0\n");
  }

  @Test
  void onlyMessagesToTheTopicsAskedForAreSamples() throws IOException {
    Path segment =
        new SmallStore(folder)
            .sealed(
                "plant",
                run -> {
                  SmallStore.mqtt(run, "s/1", "{\"v\":1}");
                  SmallStore.mqtt(run, "other", "{\"w\":1}");
                  SmallStore.http(run, "{\"x\":1}");
                });

    ProgramRun run =
        ProgramRun.of("view", "infer", "--segment", segment.toString(), "--topic", "s/#");

    assertThat(run.out()).contains("{ lit: \"s/#\" }").contains("$.v").doesNotContain("$.w");
    assertThat(run.err()).contains("1 message, 0 of them not JSON");
  }

  @Test
  void noMoreSamplesAreTakenThanWanted() {
    var command =
        new ViewInferCommand(
            new ByteArrayInputStream("{\"a\":1}\n{\"b\":1}\n{\"c\":1}".getBytes(UTF_8)));

    ProgramRun run = ProgramRun.of(new CommandLine(command), "--input", "-", "--samples", "2");

    assertThat(run.out()).contains("$.a").contains("$.b").doesNotContain("$.c");
  }

  @Test
  void whereNothingIsJsonNothingIsProposed() throws IOException {
    Path input = Files.writeString(folder.resolve("in.txt"), "hello\nworld\n");

    ProgramRun run = ProgramRun.of("view", "infer", "--input", input.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("nothing to propose: 2 messages, none of them JSON");
  }

  @Test
  void wrongUsageIsTold() {
    assertThat(ProgramRun.of("view", "infer").exitCode()).isEqualTo(2);
    assertThat(ProgramRun.of("view", "infer", "--input", "-", "--name", "No").err())
        .contains("'No' is not a name");
    assertThat(ProgramRun.of("view", "infer", "--input", "-", "--topic", "a/#/b").err())
        .contains("'a/#/b' is no MQTT topic filter");
    assertThat(ProgramRun.of("view", "infer", "--input", "-", "--samples", "0").exitCode())
        .isEqualTo(2);
    assertThat(ProgramRun.of("view", "infer", "--help").out()).contains("never applied by itself");
  }
}
