package io.edgemq.ops.bench;

import static io.edgemq.ops.bench.Figure.ALLOCATED;
import static io.edgemq.ops.bench.Figure.ANSWER_P50;
import static io.edgemq.ops.bench.Figure.ANSWER_P99;
import static io.edgemq.ops.bench.Figure.ANSWER_P99_9;
import static io.edgemq.ops.bench.Figure.CONNECTS_PER_SECOND;
import static io.edgemq.ops.bench.Figure.DUE_P50;
import static io.edgemq.ops.bench.Figure.DUE_P99;
import static io.edgemq.ops.bench.Figure.DUE_P99_9;
import static io.edgemq.ops.bench.Figure.GC_SHARE;
import static io.edgemq.ops.bench.Figure.GENERATOR_CPU;
import static io.edgemq.ops.bench.Figure.HEAP;
import static io.edgemq.ops.bench.Figure.MB_PER_CPU_SECOND;
import static io.edgemq.ops.bench.Figure.MB_PER_SECOND;
import static io.edgemq.ops.bench.Figure.MESSAGES_PER_SECOND;
import static io.edgemq.ops.bench.Figure.RESIDENT;
import static io.edgemq.ops.bench.Figure.SERVER_CPU;

import io.edgemq.ops.bench.BenchReport.Case;
import io.edgemq.ops.bench.BenchReport.Measured;
import io.edgemq.ops.tools.AlignedTable;
import io.edgemq.ops.tools.Quantities;
import io.edgemq.ops.tools.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/// A report for people: the machine, what was done, and tables of the means of all rounds.
public record BenchTable(BenchReport report) {
  private static final List<Figure> PUBLISHING =
      List.of(
          MESSAGES_PER_SECOND,
          MB_PER_SECOND,
          ANSWER_P50,
          ANSWER_P99,
          ANSWER_P99_9,
          SERVER_CPU,
          GENERATOR_CPU,
          ALLOCATED,
          GC_SHARE);

  private static final List<Figure> SINCE_DUE = List.of(DUE_P50, DUE_P99, DUE_P99_9);

  private static final List<Figure> CONNECTING =
      List.of(CONNECTS_PER_SECOND, SERVER_CPU, ALLOCATED, HEAP, RESIDENT);

  private static final List<Figure> RENDERING = List.of(MB_PER_SECOND, MB_PER_CPU_SECOND);

  /// The lines.
  ///
  /// @param width in characters
  public List<String> lines(int width) {
    List<String> lines = new ArrayList<>(machine());
    add(
        lines,
        width,
        it -> !it.isConnecting() && it != BenchCase.RENDER,
        PUBLISHING,
        "p50, p99, p99.9: of the time to PUBACK or 202. CPU of server and generator, and what the"
            + " node allocated: of each",
        "message. GC: part of the time in which the node stood still for it. ratio: the first to the"
            + " second.");
    add(
        lines,
        width,
        it -> it == BenchCase.PACED,
        SINCE_DUE,
        "PUBACK since the message was due: with the wait of the load generator itself.");
    add(
        lines,
        width,
        BenchCase::isConnecting,
        CONNECTING,
        "CPU and allocation: of each connect. Heap (after a full collection) and resident memory: of"
            + " each idle connection.");
    add(
        lines,
        width,
        it -> it == BenchCase.RENDER,
        RENDERING,
        "MB of JSON a second: without start and end of the process, and of the CPU time of a process"
            + " with both.");
    servers().forEach((name, durability) -> lines.add(name + ": " + durability + "."));
    notes(lines);
    return lines;
  }

  private List<String> machine() {
    Machine machine = report.machine();
    BenchPlan plan = report.plan();
    List<String> lines = new ArrayList<>();
    lines.addAll(
        new AlignedTable()
            .row(
                "CPU",
                "",
                "%d × %s; load before: %.2f"
                    .formatted(machine.cores(), machine.cpu(), machine.loadBefore()))
            .row("memory", "", Quantities.bytes(machine.memoryBytes()))
            .row("system", "", machine.kernel())
            .row("JDK", "", machine.jdk())
            .row(
                "data on",
                "",
                machine.filesystem()
                    + (machine.isInMemory()
                        ? ", so nothing is on a disk: forces cost nothing"
                        : ""))
            .row(
                "rounds",
                "",
                "%d of %s s, %s s before that are not counted; servers and generator share the CPUs"
                    .formatted(
                        plan.rounds(), plan.counted().toSeconds(), plan.warmup().toSeconds()))
            .lines());
    lines.add("");
    for (Case one : report.cases()) {
      lines.add("  %-10s %s".formatted(one.of().label(), one.of().text()));
    }
    lines.add("");
    return lines;
  }

  private void add(
      List<String> lines,
      int width,
      Predicate<BenchCase> which,
      List<Figure> figures,
      String... legend) {
    List<Case> cases =
        report.cases().stream()
            .filter(it -> which.test(it.of()) && !it.servers().isEmpty())
            .toList();
    List<Figure> present = figures.stream().filter(it -> isAnywhere(cases, it)).toList();
    if (present.isEmpty()) {
      return;
    }
    TextTable table = new TextTable().texts("case").texts("server");
    present.forEach(it -> table.numbers(it.title()));
    for (Case one : cases) {
      String label = one.of().label();
      for (Measured server : one.servers()) {
        table.row(row(label, server.server(), present, server.means(), Figure::shown));
        label = "";
      }
      one.ratio().ifPresent(it -> table.row(row("", "ratio", present, it, BenchTable::ratio)));
    }
    lines.addAll(table.lines(width));
    lines.addAll(List.of(legend));
    lines.add("");
  }

  private interface Shown {
    String of(Figure figure, double value);
  }

  private static List<String> row(
      String label, String server, List<Figure> columns, Figures figures, Shown shown) {
    List<String> cells = new ArrayList<>(List.of(label, server));
    for (Figure column : columns) {
      var value = figures.of(column);
      cells.add(value.isPresent() ? shown.of(column, value.getAsDouble()) : "");
    }
    return cells;
  }

  private static String ratio(Figure figure, double value) {
    return figure == GENERATOR_CPU ? "" : String.format(Locale.ROOT, "%.2f", value);
  }

  private static boolean isAnywhere(List<Case> cases, Figure figure) {
    return cases.stream()
        .flatMap(it -> it.servers().stream())
        .anyMatch(it -> it.means().of(figure).isPresent());
  }

  private Map<String, String> servers() {
    Map<String, String> servers = new LinkedHashMap<>();
    for (Case one : report.cases()) {
      if (one.of() != BenchCase.RENDER) {
        one.servers().forEach(it -> servers.putIfAbsent(it.server(), it.durability()));
      }
    }
    return servers;
  }

  private void notes(List<String> lines) {
    for (Case one : report.cases()) {
      one.notes().forEach(it -> lines.add("%s: %s.".formatted(one.of().label(), it)));
    }
    for (Case one : report.cases()) {
      one.faults().forEach(it -> lines.add("FAULT in %s: %s".formatted(one.of().label(), it)));
    }
  }
}
