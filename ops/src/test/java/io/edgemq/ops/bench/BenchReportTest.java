package io.edgemq.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.edgemq.ops.bench.BenchReport.Case;
import io.edgemq.ops.bench.BenchReport.Measured;
import io.edgemq.ops.bench.Figures.Collected;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchReportTest {
  private static Figures turn(double rate, double cpu) {
    return new Collected()
        .put(Figure.MESSAGES_PER_SECOND, rate)
        .put(Figure.ANSWER_P50, 2_900)
        .put(Figure.SERVER_CPU, cpu)
        .figures();
  }

  private static BenchReport report(Case... cases) {
    return new BenchReport(
        Instant.parse("2026-11-23T10:00:00Z"),
        new Machine("A CPU", 2, 16L << 30, "Linux 6.1", "Some 25", "ext4", 0.25),
        new BenchPlan(
            List.of(BenchCase.values()),
            2,
            Duration.ofSeconds(8),
            Duration.ofSeconds(10),
            1000,
            Path.of("/var/tmp"),
            Optional.empty(),
            List.of(),
            Optional.empty()),
        List.of(cases));
  }

  private static Case dense() {
    return new Case(
        BenchCase.DENSE,
        List.of(
            new Measured("edgemq", "all on the disk", List.of(turn(1000, 0.5), turn(3000, 1.5))),
            new Measured("mosquitto 9", "nothing on the disk", List.of(turn(500, 4)))),
        List.of(),
        List.of());
  }

  private static Case stormWithFault() {
    return new Case(
        BenchCase.STORM, List.of(), List.of("something to know"), List.of("999 of 1000"));
  }

  /// The names and texts of a document in their order, and the numbers as they stand there.
  private static List<String> tokens(String json) throws Exception {
    List<String> tokens = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        tokens.add(parser.getText());
      }
    }
    return tokens;
  }

  @Test
  void theTableHasMeansAndTheRatio() {
    List<String> lines = new BenchTable(report(dense())).lines(120);

    assertThat(lines).anyMatch(it -> it.matches(".*dense.*edgemq.*2,000.*2\\.90.*1\\.00.*"));
    assertThat(lines).anyMatch(it -> it.matches(".*mosquitto 9.*500.*4\\.00.*"));
    assertThat(lines).anyMatch(it -> it.matches(".*ratio.*4\\.00.*1\\.00.*0\\.25.*"));
    assertThat(lines)
        .contains("edgemq: all on the disk.", "mosquitto 9: nothing on the disk.")
        .anyMatch(it -> it.contains("2 × A CPU; load before: 0.25"))
        .anyMatch(it -> it.contains("16.0 GiB"))
        .noneMatch(it -> it.contains("allocated B") || it.contains("FAULT"));
  }

  @Test
  void theTableNamesWhatIsToBeKnownAndWhatWentWrong() {
    List<String> lines = new BenchTable(report(stormWithFault())).lines(120);

    assertThat(lines).contains("storm: something to know.", "FAULT in storm: 999 of 1000");
  }

  @Test
  void dataInMemoryAreNoMeasureOfADisk() {
    BenchReport report = report();
    Machine machine = new Machine("A CPU", 2, 1, "Linux", "Some 25", "tmpfs", -1);
    var inMemory = new BenchReport(report.at(), machine, report.plan(), List.of());

    assertThat(new BenchTable(inMemory).lines(120))
        .anyMatch(it -> it.contains("tmpfs, so nothing is on a disk"));
  }

  @Test
  void theDocumentHasEverything() throws Exception {
    List<String> tokens = tokens(new BenchJson(report(dense(), stormWithFault())).text());

    assertThat(tokens)
        .containsSubsequence("at", "2026-11-23T10:00:00Z", "sound", "false")
        .containsSubsequence("machine", "cpu", "A CPU", "cores", "2", "memory_bytes")
        .containsSubsequence("kernel", "jdk", "filesystem", "ext4", "load_before", "0.25")
        .containsSubsequence("plan", "rounds", "2", "warmup_seconds", "8", "seconds", "10")
        .containsSubsequence("case", "dense", "load", "servers", "server", "edgemq", "durability")
        .containsSubsequence("mean", "messages_per_second", "2000.0", "answer_p50_us", "2900.0")
        .containsSubsequence("rounds", "messages_per_second", "1000.0", "3000.0")
        .containsSubsequence("mosquitto 9", "ratio", "messages_per_second", "4.0")
        .containsSubsequence("case", "storm", "notes", "something to know")
        .containsSubsequence("faults", "999 of 1000");
  }

  @Test
  void aReportIsSoundWithoutFaults() {
    assertThat(report(dense()).isSound()).isTrue();
    assertThat(report(dense(), stormWithFault()).isSound()).isFalse();
  }
}
