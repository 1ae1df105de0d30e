package io.edgemq.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgemq.views.check.ViewReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViewCheckCommandTest {
  private static final String VIEW =
      """
      name: temperature_readings
      version: 1
      format: json
      definition:
        columns:
          - { name: device_id, expr: { json_path: $.device_id }, type: varchar }
          - { name: temperature, expr: { json_path: $.temp }, type: double }
        output:
          format: parquet
      """;
  private static final String PARTITIONS =
      """
          partition_by:
            - { name: dt, expr: { fn: date, args: [ { meta: timestamp_ms } ] }, type: date }
            - { name: topic, expr: { meta: topic }, type: varchar }
      """;

  @TempDir private Path folder;
  private Path sound;
  private Path partitioned;
  private Path faulty;

  @BeforeEach
  void makeFiles() throws IOException {
    sound = Files.writeString(folder.resolve("sound.yaml"), VIEW);
    partitioned = Files.writeString(folder.resolve("partitioned.yaml"), VIEW + PARTITIONS);
    faulty =
        Files.writeString(
            folder.resolve("faulty.yaml"),
            VIEW.replace("double", "dubble").replace("version: 1", "version: one"));
  }

  @Test
  void eachSoundViewIsALine() {
    ProgramRun run = check(sound, partitioned);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "ok temperature_readings v1: 2 columns, not partitioned",
            "ok temperature_readings v1: 2 columns, partitioned by dt, topic");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void everyFaultIsALineWithItsPlace() {
    ProgramRun run = check(faulty, sound);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out().lines())
        .containsExactly(
            faulty + ":2:10: version: is text, not an integer",
            faulty
                + ":7:63: definition.columns[1].type: unknown type 'dubble', did you mean 'double'?",
            "ok temperature_readings v1: 2 columns, not partitioned");
  }

  @Test
  void jsonHasTheSame() throws IOException {
    ProgramRun run =
        ProgramRun.of("view", "check", "--json", partitioned.toString(), faulty.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.path("sound").asBoolean(true)).isFalse();
    JsonNode good = json.path("files").path(0);
    assertThat(good.path("file").asText()).isEqualTo(partitioned.toString());
    assertThat(good.path("name").asText()).isEqualTo("temperature_readings");
    assertThat(good.path("columns").asInt()).isEqualTo(2);
    assertThat(good.path("partitions").path(1).asText()).isEqualTo("topic");
    JsonNode fault = json.path("files").path(1).path("faults").path(1);
    assertThat(fault.path("line").asInt()).isEqualTo(7);
    assertThat(fault.path("column").asInt()).isEqualTo(63);
    assertThat(fault.path("path").asText()).isEqualTo("definition.columns[1].type");
    assertThat(fault.path("message").asText())
        .isEqualTo("unknown type 'dubble', did you mean 'double'?");
  }

  @Test
  void aFileThatCannotBeReadDoesNotHideTheOthers() {
    Path missing = folder.resolve("missing.yaml");

    ProgramRun run = check(missing, sound);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("edgemq: cannot read " + missing);
    assertThat(run.out().lines()).hasSize(1);
  }

  @Test
  void aLargeFileIsAFaultAndNotRead() throws IOException {
    Path large = Files.write(folder.resolve("large"), new byte[ViewReader.YAML_BYTES_MAX * 2]);

    assertThat(check(large).out()).startsWith(large + ":1:1: has more than 65536 bytes");
  }

  @Test
  void wrongUsageIsTold() {
    assertThat(ProgramRun.of("view").exitCode()).isEqualTo(2);
    assertThat(ProgramRun.of("view", "check").exitCode()).isEqualTo(2);
    ProgramRun help = ProgramRun.of("view", "check", "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.out()).contains("edgemq view check views/*.yaml");
  }

  private static ProgramRun check(Path first, Path... others) {
    String[] arguments = new String[3 + others.length];
    arguments[0] = "view";
    arguments[1] = "check";
    arguments[2] = first.toString();
    for (int i = 0; i < others.length; i++) {
      arguments[3 + i] = others[i].toString();
    }
    return ProgramRun.of(arguments);
  }
}
