package io.edgemq.ops.gen;

import com.fasterxml.jackson.core.JsonGenerator;
import io.edgemq.ops.load.ConnectionEnd;
import io.edgemq.ops.load.LoadReport;
import io.edgemq.ops.tools.AlignedTable;
import io.edgemq.ops.tools.JsonText;
import io.edgemq.ops.tools.Quantities;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/// What a generation came to.
public final class GenSummary {
  private final GenPlan plan;
  private final LoadReport report;
  private final FaultCounts faults;

  GenSummary(GenPlan plan, LoadReport report, FaultCounts faults) {
    this.plan = plan;
    this.report = report;
    this.faults = faults;
  }

  FaultCounts faults() {
    return faults;
  }

  LoadReport report() {
    return report;
  }

  /// Whether every client was served to the end, and all that was sent is acknowledged. QoS 0 has
  /// no acknowledgements: there it is that every client has left in order.
  public boolean isComplete() {
    boolean isServed = report.ended(ConnectionEnd.DISCONNECTED) == plan.clients();
    return isServed && (!isAcknowledged() || report.acknowledged() == report.sent());
  }

  private boolean isAcknowledged() {
    return plan.target().scheme().isHttp() || plan.qos() > 0;
  }

  /// For people: a table, and what went wrong.
  public List<String> lines() {
    List<String> lines = new ArrayList<>(table().lines());
    List<String> wrong = new ArrayList<>();
    Refusals.of(report)
        .forEach((label, count) ->
            wrong.add("refused: %s, %s".formatted(label, Quantities.count(count, "time"))));
    for (ConnectionEnd end : ConnectionEnd.values()) {
      if (end != ConnectionEnd.DISCONNECTED && report.ended(end) > 0) {
        wrong.add(
            "%s ended %s"
                .formatted(
                    Quantities.count(report.ended(end), "client"),
                    end.name().toLowerCase(Locale.ROOT)));
      }
    }
    report.firstLoss().ifPresent(it -> wrong.add("the first connection was lost: " + it));
    if (isAcknowledged() && report.acknowledged() < report.sent()) {
      wrong.add(
          "%s not acknowledged"
              .formatted(Quantities.count(report.sent() - report.acknowledged(), "message")));
    }
    if (!wrong.isEmpty()) {
      lines.add("");
      lines.add("What went wrong");
      wrong.forEach(it -> lines.add("  " + it));
    }
    return lines;
  }

  private AlignedTable table() {
    Histogram answers = report.answerMicros();
    String answer = plan.target().scheme().isHttp() ? "202" : "PUBACK";
    var table =
        new AlignedTable()
            .row(
                "clients",
                Quantities.count(plan.clients()),
                "%s connected to %s".formatted(Quantities.count(report.connected()), plan.target()))
            .row(
                "sent",
                Quantities.count(report.sent()),
                "%s/s in %s, %s, seed %d"
                    .formatted(
                        Quantities.count(Math.round(report.sentPerSecond())),
                        Quantities.seconds(report.publishing()),
                        plan.schema(),
                        plan.seed()));
    if (isAcknowledged()) {
      table
          .row("acknowledged", Quantities.count(report.acknowledged()))
          .row(answer + " p50", Quantities.millis(answers.getValueAtPercentile(50)))
          .row(answer + " p99", Quantities.millis(answers.getValueAtPercentile(99)))
          .row(answer + " max", Quantities.millis(answers.getMaxValue()));
    }
    table
        .row("resent", Quantities.count(report.resent()), "after " + resets())
        .row("overdue", Quantities.count(report.overdue()), "due, and not sent in time");
    if (!plan.faults().equals(FaultShares.NONE)) {
      table
          .row("late", Quantities.count(faults.late()), "a minute to a day ago")
          .row("duplicates", Quantities.count(faults.duplicates()), "byte for byte")
          .row("drift", Quantities.count(faults.drift()), "renamed, retyped, missing members")
          .row("bad JSON", Quantities.count(faults.badJson()), "cut off")
          .row(
              "dead letters",
              Quantities.count(faults.deadLetters()),
              "that the view %s makes of these".formatted(plan.schema()));
    }
    return table;
  }

  private String resets() {
    return Quantities.count(report.resets(), "broken connection");
  }

  /// For programs: the same as one JSON object.
  public String json() {
    return JsonText.of(json -> {
      json.writeBooleanField("complete", isComplete());
      json.writeStringField("schema", plan.schema());
      json.writeStringField("target", plan.target().toString());
      json.writeNumberField("seed", plan.seed());
      json.writeNumberField("clients", plan.clients());
      json.writeNumberField("connected", report.connected());
      json.writeNumberField("sent", report.sent());
      if (isAcknowledged()) {
        json.writeNumberField("acknowledged", report.acknowledged());
        write(json, report.answerMicros());
      }
      json.writeNumberField("resent", report.resent());
      json.writeNumberField("resets", report.resets());
      json.writeNumberField("overdue", report.overdue());
      json.writeNumberField("publishingMs", report.publishing().toMillis());
      json.writeObjectFieldStart("refused");
      for (var refusal : Refusals.of(report).entrySet()) {
        json.writeNumberField(refusal.getKey(), refusal.getValue());
      }
      json.writeEndObject();
      if (report.firstLoss().isPresent()) {
        json.writeStringField("firstLoss", report.firstLoss().get());
      }
      json.writeObjectFieldStart("ended");
      for (ConnectionEnd end : ConnectionEnd.values()) {
        if (report.ended(end) > 0) {
          json.writeNumberField(end.name().toLowerCase(Locale.ROOT), report.ended(end));
        }
      }
      json.writeEndObject();
      write(json, faults);
    });
  }

  private static void write(JsonGenerator json, Histogram answers) throws IOException {
    json.writeObjectFieldStart("answerMicros");
    json.writeNumberField("p50", answers.getValueAtPercentile(50));
    json.writeNumberField("p99", answers.getValueAtPercentile(99));
    json.writeNumberField("max", answers.getMaxValue());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, FaultCounts faults) throws IOException {
    json.writeObjectFieldStart("faults");
    json.writeNumberField("late", faults.late());
    json.writeNumberField("duplicates", faults.duplicates());
    json.writeNumberField("drift", faults.drift());
    json.writeNumberField("badJson", faults.badJson());
    json.writeNumberField("deadLetters", faults.deadLetters());
    json.writeEndObject();
  }
}
