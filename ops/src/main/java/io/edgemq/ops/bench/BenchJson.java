package io.edgemq.ops.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.edgemq.ops.bench.BenchReport.Case;
import io.edgemq.ops.bench.BenchReport.Measured;
import io.edgemq.ops.settings.ProgramVersion;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// A report for programs: one JSON document. The keys of figures name their units; figures that
/// could not be measured are left out.
public record BenchJson(BenchReport report) {
  /// The document.
  public String text() {
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("version", ProgramVersion.ofJar().orElse("(not packaged)"));
      json.writeStringField("at", report.at().toString());
      json.writeBooleanField("sound", report.isSound());
      machine(json);
      plan(json);
      json.writeArrayFieldStart("cases");
      for (Case one : report.cases()) {
        write(json, one);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string takes everything", e);
    }
    return text.toString();
  }

  private void machine(JsonGenerator json) throws IOException {
    Machine machine = report.machine();
    json.writeObjectFieldStart("machine");
    json.writeStringField("cpu", machine.cpu());
    json.writeNumberField("cores", machine.cores());
    json.writeNumberField("memory_bytes", machine.memoryBytes());
    json.writeStringField("kernel", machine.kernel());
    json.writeStringField("jdk", machine.jdk());
    json.writeStringField("filesystem", machine.filesystem());
    json.writeNumberField("load_before", machine.loadBefore());
    json.writeEndObject();
  }

  private void plan(JsonGenerator json) throws IOException {
    BenchPlan plan = report.plan();
    json.writeObjectFieldStart("plan");
    json.writeNumberField("rounds", plan.rounds());
    json.writeNumberField("warmup_seconds", plan.warmup().toSeconds());
    json.writeNumberField("seconds", plan.counted().toSeconds());
    json.writeNumberField("clients", plan.clients());
    texts(json, "mosquitto_options", plan.mosquittoLines());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Case one) throws IOException {
    json.writeStartObject();
    json.writeStringField("case", one.of().label());
    json.writeStringField("load", one.of().text());
    json.writeArrayFieldStart("servers");
    for (Measured server : one.servers()) {
      json.writeStartObject();
      json.writeStringField("server", server.server());
      json.writeStringField("durability", server.durability());
      json.writeFieldName("mean");
      write(json, server.means());
      json.writeArrayFieldStart("rounds");
      for (Figures round : server.rounds()) {
        write(json, round);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    if (one.ratio().isPresent()) {
      json.writeFieldName("ratio");
      write(json, one.ratio().get());
    }
    texts(json, "notes", one.notes());
    texts(json, "faults", one.faults());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Figures figures) throws IOException {
    json.writeStartObject();
    for (Map.Entry<Figure, Double> one : figures.values().entrySet()) {
      json.writeNumberField(one.getKey().key(), one.getValue());
    }
    json.writeEndObject();
  }

  private static void texts(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }
}
