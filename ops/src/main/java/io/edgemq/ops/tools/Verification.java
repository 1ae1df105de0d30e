package io.edgemq.ops.tools;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.edgemq.storage.commit.CommitVerifier;
import io.edgemq.storage.commit.MissingSegments;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// What `edgemq verify` tells.
///
/// @param location as it was given
/// @param report what was found there
public record Verification(String location, CommitVerifier.Report report) {

  /// Whether something was committed there and all of it is as its markers say.
  public boolean isSound() {
    return report.markers() + report.renderMarkers() > 0 && report.faults().isEmpty();
  }

  /// For people: a table, what the numbers mean where they are unusual, and every fault.
  public List<String> lines() {
    List<String> lines = new ArrayList<>(table().lines());
    lines.add("");
    if (report.corruptFrames() > 0) {
      lines.add(
          "Corrupt frames admitted: stretches of local files that could not be read when their"
              + " segments were shipped. The node has kept those files aside.");
    }
    if (report.unnamed() > 0) {
      lines.add(
          "Objects no marker names belong to segments on their way, or to ones shipped twice. They"
              + " are no fault.");
    }
    if (!report.missing().isEmpty()) {
      lines.add(
          "Segments with no marker have a lower number than one of their epoch that has. They may"
              + " be on the disk of their node or on their way; numbers of empty ones are never used:");
      report.missing().forEach(it -> lines.add("  " + it));
    }
    if (isSound()) {
      lines.add("Sound: every object is as its marker says.");
    } else {
      lines.add(Quantities.count(report.faults().size(), "fault") + ":");
      report.faults().forEach(it -> lines.add("  " + it.key() + ": " + it.what()));
    }
    return lines;
  }

  private AlignedTable table() {
    return new AlignedTable()
        .row("markers", Quantities.count(report.markers()))
        .row("render markers", Quantities.count(report.renderMarkers()))
        .row("objects", Quantities.count(report.objects()))
        .row("frames", Quantities.count(report.frames()))
        .row("raw bytes", Quantities.count(report.rawBytes()), size(report.rawBytes()))
        .row("stored bytes", Quantities.count(report.storedBytes()), size(report.storedBytes()))
        .row("ratio", Quantities.ratio(report.rawBytes(), report.storedBytes()))
        .row("corrupt frames admitted", Quantities.count(report.corruptFrames()))
        .row("objects no marker names", Quantities.count(report.unnamed()))
        .row("segments with no marker", Quantities.count(missing()));
  }

  private long missing() {
    return report.missing().stream().mapToLong(MissingSegments::count).sum();
  }

  private static String size(long bytes) {
    return bytes < 1024 ? "" : "(" + Quantities.bytes(bytes) + ")";
  }

  /// For programs: one JSON document with the same numbers and faults, and `sound`.
  public String json() {
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField("location", location);
      json.writeBooleanField("sound", isSound());
      json.writeNumberField("markers", report.markers());
      json.writeNumberField("renderMarkers", report.renderMarkers());
      json.writeNumberField("objects", report.objects());
      json.writeNumberField("frames", report.frames());
      json.writeNumberField("rawBytes", report.rawBytes());
      json.writeNumberField("storedBytes", report.storedBytes());
      json.writeNumberField("corruptFrames", report.corruptFrames());
      json.writeNumberField("unnamedObjects", report.unnamed());
      json.writeArrayFieldStart("missingSegments");
      for (MissingSegments missing : report.missing()) {
        json.writeStartObject();
        json.writeStringField("epoch", missing.epoch());
        json.writeNumberField("first", missing.first());
        json.writeNumberField("last", missing.last());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("faults");
      for (CommitVerifier.Fault fault : report.faults()) {
        json.writeStartObject();
        json.writeStringField("key", fault.key());
        json.writeStringField("what", fault.what());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a string takes everything", e);
    }
    return text.toString();
  }
}
