package io.edgemq.ops.tools;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.edgemq.views.check.CheckedView;
import io.edgemq.views.check.Fault;
import io.edgemq.views.definition.Output.Partition;
import io.edgemq.views.definition.ViewDefinition;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// What `edgemq view check` tells. For one thread.
public final class ViewChecks {
  private record Check(String file, CheckedView view) {}

  private final List<Check> checks = new ArrayList<>();

  /// Takes in what came of a file.
  public void add(String file, CheckedView view) {
    checks.add(new Check(file, view));
  }

  /// Whether no definition has a fault.
  public boolean areSound() {
    return checks.stream().allMatch(it -> it.view instanceof CheckedView.Valid);
  }

  /// For people: a line for each sound definition and for each fault.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Check check : checks) {
      switch (check.view) {
        case CheckedView.Valid(ViewDefinition definition) -> lines.add(line(definition));
        case CheckedView.Faulty(List<Fault> faults) ->
            faults.forEach(it -> lines.add(check.file + ":" + it));
      }
    }
    return lines;
  }

  private static String line(ViewDefinition view) {
    String partitions =
        view.output().partitions().stream().map(Partition::name).collect(Collectors.joining(", "));
    return "ok %s v%d: %s, %s"
        .formatted(
            view.name(),
            view.version(),
            Quantities.count(view.columns().size(), "column"),
            partitions.isEmpty() ? "not partitioned" : "partitioned by " + partitions);
  }

  /// For programs: whether all are sound, and each file with its view or its faults.
  public String json() {
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeBooleanField("sound", areSound());
      json.writeArrayFieldStart("files");
      for (Check check : checks) {
        write(check, json);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string takes everything", e);
    }
    return text.toString();
  }

  private static void write(Check check, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("file", check.file);
    switch (check.view) {
      case CheckedView.Valid(ViewDefinition view) -> {
        json.writeStringField("name", view.name());
        json.writeNumberField("version", view.version());
        json.writeNumberField("columns", view.columns().size());
        json.writeArrayFieldStart("partitions");
        for (Partition partition : view.output().partitions()) {
          json.writeString(partition.name());
        }
        json.writeEndArray();
      }
      case CheckedView.Faulty(List<Fault> faults) -> {
        json.writeArrayFieldStart("faults");
        for (Fault fault : faults) {
          json.writeStartObject();
          json.writeNumberField("line", fault.line());
          json.writeNumberField("column", fault.column());
          json.writeStringField("path", fault.path());
          json.writeStringField("message", fault.message());
          json.writeEndObject();
        }
        json.writeEndArray();
      }
    }
    json.writeEndObject();
  }
}
