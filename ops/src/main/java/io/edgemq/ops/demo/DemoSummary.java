package io.edgemq.ops.demo;

import io.edgemq.ops.load.LoadReport;
import io.edgemq.ops.tools.AlignedTable;
import io.edgemq.ops.tools.Quantities;
import io.edgemq.ops.tools.TextTable;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.CommitVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What a demo tells at its end.
public final class DemoSummary {
  private static final int LINES_OF_A_KIND_MAX = 10;
  private static final int WIDTH = 120;
  private static final String GREEN = "\u001b[1;32m";
  private static final String RED = "\u001b[1;31m";
  private static final String PLAIN = "\u001b[0m";

  private final DemoPlan plan;
  private final DemoLoad load;
  private final DemoCheck check;

  /// @param plan what was to be done
  /// @param load what was published
  /// @param check what was found of it
  DemoSummary(DemoPlan plan, DemoLoad load, DemoCheck check) {
    this.plan = plan;
    this.load = load;
    this.check = check;
  }

  DemoLoad load() {
    return load;
  }

  /// Whether everything acknowledged was found, and something was by either protocol.
  public boolean isProof() {
    return check.isProof() && load.isOfBoth();
  }

  /// The summary for a terminal with colours.
  public List<String> colouredLines() {
    List<String> lines = new ArrayList<>(lines());
    lines.set(0, (isProof() ? GREEN : RED) + lines.getFirst() + PLAIN);
    return lines;
  }

  /// The summary.
  public List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add(isProof() ? proof() : "FAILED: " + failure());
    lines.add("");
    lines.addAll(table().lines());
    lines.add("");
    addFaults(lines);
    addFirstRows(lines);
    addNext(lines);
    return lines;
  }

  private String proof() {
    return "Nothing acknowledged was lost: all %s messages are in committed segments."
        .formatted(Quantities.count(check.completeness().acknowledged()));
  }

  private String failure() {
    Completeness completeness = check.completeness();
    long missing = completeness.acknowledged() - completeness.found();
    if (missing > 0) {
      return "%s of %s acknowledged messages are not in committed segments."
          .formatted(Quantities.count(missing), Quantities.count(completeness.acknowledged()));
    }
    if (!check.report().faults().isEmpty()) {
      return "the object store has %s."
          .formatted(Quantities.count(check.report().faults().size(), "fault"));
    }
    return "nothing was acknowledged over %s."
        .formatted(load.mqtt().acknowledged() == 0 ? "MQTT" : "HTTP");
  }

  private AlignedTable table() {
    Completeness completeness = check.completeness();
    CommitVerifier.Report report = check.report();
    long segmentBytes = check.bytesOf(CommitMarker.KIND_SEGMENT);
    var table =
        new AlignedTable()
            .row(
                "sent",
                Quantities.count(load.sent()),
                "%s by MQTT, %s by HTTP"
                    .formatted(
                        Quantities.count(load.mqtt().sent(), "message"),
                        Quantities.count(load.http().sent(), "record")))
            .row(
                "acknowledged",
                Quantities.count(load.acknowledged()),
                "each once it was forced to disk")
            .row(
                "found",
                Quantities.count(completeness.found()),
                "of them in committed segments, byte for byte")
            .row("duplicates", Quantities.count(completeness.duplicates()));
    if (completeness.unpromised() > 0) {
      table.row(
          "besides", Quantities.count(completeness.unpromised()), "found and never acknowledged");
    }
    if (completeness.foreign() > 0) {
      table.row("foreign", Quantities.count(completeness.foreign()), "frames that nobody sent");
    }
    return table
        .row(
            "MQTT",
            rate(load.mqtt()),
            "messages a second, QoS 1, " + connected(load.mqtt(), "client"))
        .row("PUBACK p50", percentile(load.mqtt(), 50), "with 64 messages of each on their way")
        .row("PUBACK p99", percentile(load.mqtt(), 99))
        .row(
            "HTTP",
            rate(load.http()),
            "records a second meanwhile, " + connected(load.http(), "connection"))
        .row(
            "202 p50",
            percentile(load.http(), 50),
            "with a request of %d records of each on its way".formatted(DemoPlan.HTTP_BATCH))
        .row("202 p99", percentile(load.http(), 99))
        .row("segments", Quantities.count(report.markers()), "each with its commit marker")
        .row("raw", Quantities.bytes(report.rawBytes()))
        .row(
            "compressed",
            Quantities.bytes(segmentBytes),
            Quantities.ratio(report.rawBytes(), segmentBytes) + " times smaller")
        .row(
            "raw Parquet",
            Quantities.bytes(check.bytesOf(CommitMarker.KIND_PARQUET)),
            "a row for each message")
        .row(
            "view",
            Quantities.bytes(check.bytesOf(CommitMarker.KIND_VIEW)),
            "%s of %s, %s filtered, %s"
                .formatted(
                    Quantities.count(check.rows().out(), "typed row"),
                    DemoPlan.VIEW,
                    Quantities.count(check.rows().filtered()),
                    Quantities.count(check.rows().deadLettered(), "dead letter")));
  }

  private static String connected(LoadReport report, String one) {
    int all = report.connections().size();
    return report.connected() == all
        ? Quantities.count(all, one)
        : "%s of %s".formatted(report.connected(), Quantities.count(all, one));
  }

  private static String rate(LoadReport report) {
    return Quantities.count(Math.round(report.acknowledgedPerSecond()));
  }

  private static String percentile(LoadReport report, double percentile) {
    return Quantities.millis(report.answerMicros().getValueAtPercentile(percentile));
  }

  private void addFaults(List<String> lines) {
    var faults = new ArrayList<String>();
    int failed = load.mqtt().failed() + load.http().failed();
    if (failed > 0) {
      faults.add(Quantities.count(failed, "connection") + " broke or could not be had");
    }
    load.http()
        .refused()
        .forEach((status, count) ->
            faults.add(Quantities.count(count, "request") + " answered with status " + status));
    load.mqtt()
        .refused()
        .forEach((code, count) ->
            faults.add(
                Quantities.count(count, "connection") + " refused with return code " + code));
    for (Completeness.Missing missing : check.completeness().missing()) {
      faults.add(
          "device d-%04d: %s missing, the first is seq %d"
              .formatted(
                  missing.device(), Quantities.count(missing.count(), "message"), missing.first()));
    }
    for (CommitVerifier.Fault fault : check.report().faults()) {
      faults.add(fault.key() + ": " + fault.what());
    }
    if (faults.isEmpty()) {
      return;
    }
    lines.add("What went wrong");
    faults.stream().limit(LINES_OF_A_KIND_MAX).forEach(it -> lines.add("  " + it));
    if (faults.size() > LINES_OF_A_KIND_MAX) {
      lines.add("  and " + (faults.size() - LINES_OF_A_KIND_MAX) + " more");
    }
    if (!check.completeness().missing().isEmpty()) {
      lines.add("  What is missing may be in the local log still: " + DemoPaths.shown(plan.log()));
    }
    lines.add("");
  }

  private void addFirstRows(List<String> lines) {
    check
        .firstRows()
        .ifPresent(first -> {
          lines.add("First rows of the view " + DemoPlan.VIEW);
          var table = new TextTable();
          first.columns().forEach(table::texts);
          first.rows().forEach(table::row);
          table.lines(WIDTH).forEach(it -> lines.add(" " + it));
          lines.add("");
        });
  }

  private void addNext(List<String> lines) {
    lines.add(
        "Everything is in " + DemoPaths.shown(plan.folder()) + ". Look at it, then remove it:");
    check
        .firstSegment()
        .ifPresent(it ->
            lines.add(
                "  ./edgemq segment cat "
                    + DemoPaths.quoted(plan.objects().resolve(it))
                    + " | head -3"));
    lines.add(
        "  duckdb -c \"SELECT device_id, count(*), avg(temperature) FROM read_parquet('%s') GROUP BY ALL LIMIT 5\""
            .formatted(DemoPaths.shown(Path.of(plan.viewFiles()))));
    lines.add("  ./edgemq verify " + DemoPaths.quoted(plan.objects()));
    lines.add("  rm -r " + DemoPaths.quoted(plan.folder()));
  }
}
