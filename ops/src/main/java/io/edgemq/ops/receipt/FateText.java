package io.edgemq.ops.receipt;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.edgemq.storage.commit.CommitMarker;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// What `edgemq receipt` tells.
///
/// @param receipt as it was given
public record FateText(String receipt, Fate fate) {
  /// `unknown`, `open`, `sealed` or `committed`.
  public String state() {
    return switch (fate) {
      case Fate.Unknown _ -> "unknown";
      case Fate.OnDisk onDisk -> onDisk.isSealed() ? "sealed" : "open";
      case Fate.Committed _ -> "committed";
    };
  }

  /// For people.
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    switch (fate) {
      case Fate.Unknown(String why) -> lines.add("unknown: " + why);
      case Fate.OnDisk onDisk ->
          lines.add(
              "durable, in the %s segment %s; not committed yet".formatted(state(), onDisk.file()));
      case Fate.Committed(CommitMarker marker, List<Fate.OfView> views) -> {
        lines.add("committed at " + marker.committedAt() + ", in");
        marker.artifacts().forEach(it -> lines.add("  " + it.key()));
        views.forEach(it -> lines.addAll(lines(it)));
      }
    }
    return lines;
  }

  private static List<String> lines(Fate.OfView view) {
    List<String> lines = new ArrayList<>();
    String name = "view %s/v%d: ".formatted(view.name(), view.version());
    lines.add(
        name
            + view.error()
                .orElseGet(() ->
                    "rows %d, filtered %d, dead letters %d"
                        .formatted(view.rows(), view.filtered(), view.deadLetters().size())));
    view.deadLetters().forEach(it -> lines.add("  " + it));
    return lines;
  }

  /// For programs: one JSON document with the same.
  public String json() {
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("receipt", receipt);
      json.writeStringField("state", state());
      switch (fate) {
        case Fate.Unknown(String why) -> json.writeStringField("why", why);
        case Fate.OnDisk onDisk -> json.writeStringField("file", onDisk.file().toString());
        case Fate.Committed(CommitMarker marker, List<Fate.OfView> views) -> {
          json.writeStringField("committedAt", marker.committedAt());
          json.writeArrayFieldStart("objects");
          for (CommitMarker.Artifact artifact : marker.artifacts()) {
            json.writeString(artifact.key());
          }
          json.writeEndArray();
          json.writeArrayFieldStart("views");
          for (Fate.OfView view : views) {
            write(json, view);
          }
          json.writeEndArray();
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string takes everything", e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator json, Fate.OfView view) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", view.name());
    json.writeNumberField("version", view.version());
    if (view.error().isPresent()) {
      json.writeStringField("error", view.error().get());
    } else {
      json.writeNumberField("rows", view.rows());
      json.writeNumberField("filtered", view.filtered());
      json.writeArrayFieldStart("deadLetters");
      for (String each : view.deadLetters()) {
        json.writeString(each);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
