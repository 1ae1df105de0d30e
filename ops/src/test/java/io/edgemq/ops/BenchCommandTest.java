package io.edgemq.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  @TempDir private Path folder;

  @Test
  void theCasesAreListed() {
    ProgramRun run = ProgramRun.of("bench", "--list");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().map(it -> it.split(" ", 2)[0]))
        .containsExactly(
            "dense",
            "sparse",
            "qos0",
            "paced",
            "endpoints",
            "tls",
            "websocket",
            "http",
            "storm",
            "idle",
            "pipeline",
            "render");
  }

  @ParameterizedTest
  @CsvSource({
    "--case=none,--case has no none; allowed: dense",
    "--seconds=0,--seconds is 0; allowed: 1 to 3600",
    "--rounds=0,--rounds is 0; allowed: 1 to 100",
    "--warmup=-1,--warmup is -1; allowed: 0 to 3600",
    "--clients=0,--clients is 0; allowed: 1 to 20000",
    "--dir=/none/of/these,--dir /none/of/these is no folder"
  })
  void aWrongValueIsNamed(String argument, String message) {
    ProgramRun run = ProgramRun.of("bench", argument);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message);
  }

  /// A node in a process of its own, for a second.
  @Test
  @Timeout(180)
  void aCaseIsMeasured() throws IOException {
    ProgramRun run =
        ProgramRun.of(
            "bench",
            "--case=dense",
            "--seconds=1",
            "--rounds=1",
            "--warmup=0",
            "--no-mosquitto",
            "--dir=" + folder,
            "--json=-");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("\"case\" : \"dense\"", "\"server\" : \"edgemq\"", "wal.sync = always")
        .contains("\"messages_per_second\" : ", "\"mb_per_second\" : ")
        .contains("\"answer_p50_us\" : ", "\"answer_p99_us\" : ", "\"answer_p99_9_us\" : ")
        .contains("\"server_cpu_us_per_message\" : ", "\"generator_cpu_us_per_message\" : ")
        .contains("\"allocated_bytes_per_message\" : ", "\"gc_pause_share\" : ")
        .contains("\"faults\" : [ ]", "\"sound\" : true");
    assertThat(run.err()).contains("dense, edgemq, round 1: ", "messages/s");
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.toList()).as("what is left behind").isEqualTo(List.of());
    }
  }
}
