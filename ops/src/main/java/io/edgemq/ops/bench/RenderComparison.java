package io.edgemq.ops.bench;

import io.edgemq.ops.bench.BenchReport.Case;
import io.edgemq.ops.bench.BenchReport.Measured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// EdgeMQ's views beside DuckDB: the same four members of the same JSON messages into Parquet, each
/// a process of its own on one CPU. DuckDB is no part of this program, but of its benchmarks, whose
/// main class is started where they are built.
final class RenderComparison {
  private static final String MAIN = "io.edgemq.benchmarks.ViewCompareMain";
  private static final int MESSAGES = 1_000_000;
  private static final int SEGMENT_MIB = 8;
  private static final int PASSES = 5;
  private static final Duration PART_WITHIN = Duration.ofMinutes(10);

  /// One that is compared.
  ///
  /// @param part of the main class
  /// @param passes how often it does its work, the last time counts; 0: once, and it has no choice
  private record Variant(String name, String part, int passes) {}

  /// The first and the second make the ratio.
  private static final List<Variant> VARIANTS =
      List.of(
          new Variant("edgemq, warm", "edgemq", PASSES),
          new Variant("DuckDB, read_json", "read_json", 0),
          new Variant("DuckDB, json_extract", "extract", 0),
          new Variant("edgemq, cold", "edgemq", 1));

  private final BenchPlan plan;
  private final Children children;
  private final Consumer<String> told;

  RenderComparison(BenchPlan plan, Children children, Consumer<String> told) {
    this.plan = plan;
    this.children = children;
    this.told = told;
  }

  Case run() throws InterruptedException {
    Optional<Path> build = plan.benchmarks();
    if (build.isEmpty()) {
      String how =
          "not measured, DuckDB comes with the benchmarks only; in the folder of the sources: mvn"
              + " -DskipTests -P '!format' -pl src/benchmarks -am package";
      told.accept("render: " + how);
      return new Case(BenchCase.RENDER, List.of(), List.of(how), List.of());
    }
    try {
      return measured(build.get());
    } catch (IOException e) {
      String fault = String.valueOf(e.getMessage());
      told.accept("render: " + fault);
      return new Case(BenchCase.RENDER, List.of(), List.of(), List.of(fault));
    }
  }

  private Case measured(Path build) throws IOException, InterruptedException {
    Path folder = children.folder("render");
    Path in = Files.createDirectory(folder.resolve("in"));
    String made =
        part(
            build,
            folder,
            List.of(
                "make",
                in.toString(),
                "--messages",
                Integer.toString(MESSAGES),
                "--segment-mib",
                Integer.toString(SEGMENT_MIB)));
    double megabytes = Long.parseLong(made) / 1e6;
    Map<Variant, List<Figures>> figures = rounds(build, folder, megabytes);
    List<String> check = new ArrayList<>(List.of("check"));
    VARIANTS.stream()
        .map(it -> folder.resolve(it.part()).toString())
        .distinct()
        .forEach(check::add);
    String rows = part(build, folder, check);
    Children.remove(folder);
    return new Case(
        BenchCase.RENDER,
        figures.entrySet().stream()
            .map(it -> new Measured(it.getKey().name(), "acknowledges nothing", it.getValue()))
            .toList(),
        List.of(
            "%,.0f MB of JSON; warm is the last of %d passes in one JVM, as in a node that runs"
                .formatted(megabytes, PASSES),
            "rows, the same in all: " + rows),
        List.of());
  }

  private Map<Variant, List<Figures>> rounds(Path build, Path folder, double megabytes)
      throws IOException, InterruptedException {
    Map<Variant, List<Figures>> figures = new LinkedHashMap<>();
    for (int round = 1; round <= plan.rounds(); round++) {
      for (Variant variant : VARIANTS) {
        Figures turn = turn(build, folder, variant, megabytes);
        figures.computeIfAbsent(variant, _ -> new ArrayList<>()).add(turn);
        told.accept(
            "render, %s, round %d: %s MB/s"
                .formatted(
                    variant.name(),
                    round,
                    Figure.MB_PER_SECOND.shown(turn.of(Figure.MB_PER_SECOND).orElseThrow())));
      }
    }
    return figures;
  }

  private Figures turn(Path build, Path folder, Variant variant, double megabytes)
      throws IOException, InterruptedException {
    Path out = folder.resolve(variant.part());
    Children.remove(out);
    Files.createDirectory(out);
    List<String> arguments =
        new ArrayList<>(List.of(variant.part(), folder.resolve("in").toString(), out.toString()));
    if (variant.passes() > 0) {
      arguments.addAll(List.of("--passes", Integer.toString(variant.passes())));
    }
    String[] seconds = part(build, folder, arguments).split(" ", 2);
    var figures = new Figures.Collected();
    figures.put(Figure.MB_PER_SECOND, megabytes / Double.parseDouble(seconds[0]));
    if (variant.passes() <= 1) {
      figures.put(Figure.MB_PER_CPU_SECOND, megabytes / Double.parseDouble(seconds[1]));
    }
    return figures.figures();
  }

  /// Runs a part to its end.
  ///
  /// @return the last line that it said
  private String part(Path build, Path folder, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    Installed.program("taskset", "/usr/bin:/bin")
        .ifPresent(it -> {
          int last = Runtime.getRuntime().availableProcessors() - 1;
          command.addAll(List.of(it.toString(), "-c", Integer.toString(last)));
        });
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(EdgeNode.JVM_FLAGS);
    // Collector and compiler for one CPU, also where it cannot be pinned.
    command.add("-XX:ActiveProcessorCount=1");
    command.addAll(List.of("-cp", build.resolve("*") + ":" + build.resolve("lib") + "/*", MAIN));
    command.addAll(arguments);
    ChildProcess process =
        children.start("the comparison", command, folder.resolve(arguments.getFirst() + ".log"));
    process.awaitEnd(PART_WITHIN);
    List<String> said = process.said().lines().filter(it -> !it.isBlank()).toList();
    if (said.isEmpty()) {
      throw new IOException("the comparison said nothing");
    }
    return said.getLast();
  }
}
