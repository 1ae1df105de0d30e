package io.edgemq.ops;

import io.edgemq.ops.bench.Bench;
import io.edgemq.ops.bench.BenchCase;
import io.edgemq.ops.bench.BenchJson;
import io.edgemq.ops.bench.BenchPlan;
import io.edgemq.ops.bench.BenchReport;
import io.edgemq.ops.bench.BenchTable;
import io.edgemq.ops.bench.Installed;
import io.edgemq.ops.tools.StandardStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `edgemq bench`: what a node takes on this machine, and what it costs.
@Command(
    name = "bench",
    description = {
      "Starts a node as a process of its own, with its data in a temporary folder, loads it, and tells"
          + " what it took: rates, PUBACK percentiles, CPU time and allocation of each message.",
      "Where mosquitto is installed, the same load runs against it in turn. It syncs nothing, EdgeMQ"
          + " every message before its PUBACK.",
      "Load generator and server share this machine: compare only what was measured in the same run."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq bench",
      "  edgemq bench --case dense,sparse --rounds 3",
      "  edgemq bench --case dense --seconds 5 --json -",
      "  edgemq bench --case dense --mosquitto-option 'set_tcp_nodelay true'",
      "",
      "EDGEMQ_JAVA_OPTS goes to the node's JVM too. What was measured before: docs/performance.md"
    })
final class BenchCommand implements Callable<Integer> {
  private static final int SECONDS_MAX = 3600;
  private static final int ROUNDS_MAX = 100;
  private static final int CLIENTS_MAX = 20_000;
  private static final String STANDARD_OUTPUT = "-";

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--case",
      split = ",",
      paramLabel = "CASE",
      description = "What to measure, see --list (default: all)")
  private List<String> cases = new ArrayList<>();

  @Option(names = "--list", description = "Lists the cases and ends")
  private boolean isList;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Seconds of a turn (${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "2",
      description = "Turns of each server in each case (${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "Seconds of the same load before the first turn that are not counted; 0: none"
              + " (${DEFAULT-VALUE})")
  private int warmup;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "10000",
      description =
          "Clients of storm and idle; each takes a local port and an open file (${DEFAULT-VALUE})")
  private int clients;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Writes a JSON document too; -: to stdout, and the table to stderr")
  private @Nullable String json;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where the temporary folder is made. The disk below it is what is measured, so no tmpfs"
              + " (default: that of temporary files)")
  private Path folder = Path.of(System.getProperty("java.io.tmpdir"));

  @Option(names = "--no-mosquitto", description = "Compares with nothing")
  private boolean isAlone;

  @Option(
      names = "--mosquitto-option",
      paramLabel = "LINE",
      description = "A further line of mosquitto's configuration; may be given often")
  private List<String> mosquittoLines = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (isList) {
      list();
      return Main.OK;
    }
    BenchPlan plan = plan();
    BenchReport report = new Bench(plan, Main.err(spec), InstantSource.system()).run();
    print(report);
    return report.isSound() ? Main.OK : Main.FAULT;
  }

  private void list() {
    PrintWriter out = Main.out(spec);
    for (BenchCase one : BenchCase.values()) {
      out.println("%-10s  %s".formatted(one.label(), one.text()));
    }
    out.flush();
  }

  private BenchPlan plan() throws IOException {
    requireRange("--seconds", seconds, 1, SECONDS_MAX);
    requireRange("--rounds", rounds, 1, ROUNDS_MAX);
    requireRange("--warmup", warmup, 0, SECONDS_MAX);
    requireRange("--clients", clients, 1, CLIENTS_MAX);
    if (!Files.isDirectory(folder)) {
      throw wrong("--dir " + folder + " is no folder");
    }
    requireWritable();
    return new BenchPlan(
        chosen(),
        rounds,
        Duration.ofSeconds(warmup),
        Duration.ofSeconds(seconds),
        clients,
        folder,
        isAlone ? Optional.empty() : Installed.mosquitto(),
        mosquittoLines,
        Installed.benchmarks());
  }

  private List<BenchCase> chosen() {
    if (cases.isEmpty()) {
      return List.of(BenchCase.values());
    }
    Set<BenchCase> chosen = EnumSet.noneOf(BenchCase.class);
    for (String label : cases) {
      chosen.add(
          BenchCase.of(label)
              .orElseThrow(() ->
                  wrong("--case has no %s; allowed: %s".formatted(label, BenchCase.labels()))));
    }
    return List.copyOf(chosen);
  }

  /// Better now than after all has been measured.
  private void requireWritable() throws IOException {
    if (json != null && !json.equals(STANDARD_OUTPUT)) {
      Files.writeString(Path.of(json), "");
    }
  }

  private void print(BenchReport report) throws IOException {
    PrintWriter out = Main.out(spec);
    PrintWriter err = Main.err(spec);
    boolean isJsonOnly = STANDARD_OUTPUT.equals(json);
    StandardStream stream = isJsonOnly ? StandardStream.ERR : StandardStream.OUT;
    PrintWriter people = isJsonOnly ? err : out;
    err.println();
    err.flush();
    new BenchTable(report)
        .lines(stream.width(Objects.requireNonNull(spec)))
        .forEach(people::println);
    people.flush();
    if (json != null) {
      String document = new BenchJson(report).text();
      if (isJsonOnly) {
        out.println(document);
        out.flush();
      } else {
        Files.writeString(Path.of(json), document + "\n");
      }
    }
  }

  private void requireRange(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw wrong("%s is %d; allowed: %d to %d".formatted(option, value, min, max));
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), what);
  }
}
