package io.edgemq.ops.adopt;

import com.fasterxml.jackson.core.JsonGenerator;
import io.edgemq.ops.tools.JsonText;
import io.edgemq.ops.tools.Quantities;
import io.edgemq.ops.tools.TextTable;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.wal.RecoveryFinding;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What an adoption came to. For one thread.
public final class AdoptionSummary {
  private static final class Tally {
    private int segments;
    private int committedBefore;
    private long frames;
    private long bytes;
  }

  private final Map<String, Tally> endpoints = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> damages = new ArrayList<>();
  private final List<String> left = new ArrayList<>();

  /// A segment is committed now, or was before.
  void shipped(CommitMarker marker, boolean wasCommitted) {
    Tally tally =
        endpoints.computeIfAbsent(marker.tenant() + "/" + marker.endpoint(), _ -> new Tally());
    if (wasCommitted) {
      tally.committedBefore++;
      return;
    }
    tally.segments++;
    tally.frames += marker.frames();
    tally.bytes += marker.rawBytes();
  }

  /// Something was wrong with a file.
  void found(RecoveryFinding finding) {
    switch (finding) {
      case RecoveryFinding.TornTail torn ->
          notes.add(
              "%s: a torn tail of %s behind %s of good ones was cut off"
                  .formatted(
                      torn.file(),
                      Quantities.count(torn.cutBytes(), "byte"),
                      Quantities.count(torn.keptBytes())));
      case RecoveryFinding.Empty empty ->
          notes.add("%s: removed, it held no frame".formatted(empty.file()));
      case RecoveryFinding.Corruption corruption ->
          damages.add(
              "%s: %s with %s cannot be read and may have been acknowledged; the file is kept as %s"
                  .formatted(
                      corruption.file(),
                      Quantities.count(corruption.unreadableStretches(), "stretch"),
                      Quantities.count(corruption.unreadableBytes(), "byte"),
                      corruption.keptAs().getFileName()));
      case RecoveryFinding.Unreadable unreadable -> left(unreadable.file(), unreadable.failure());
    }
  }

  /// The directory of settings and store does not know an endpoint.
  void unknown(WalId wal) {
    notes.add(
        "%s/%s is no endpoint of this configuration: its segments are shipped, without Parquet and views"
            .formatted(wal.tenant(), wal.endpoint()));
  }

  /// A segment could not be shipped.
  void left(SegmentId segment, String why) {
    left.add(segment + ": " + why);
  }

  /// A file could not be recovered.
  void left(Path file, Exception failure) {
    left.add(file + ": " + failure);
  }

  /// Whether all that the directory held is in the store now.
  public boolean isComplete() {
    return left.isEmpty() && damages.isEmpty();
  }

  /// For people: a table, and what else there is to know.
  ///
  /// @param width characters that a line may have
  public List<String> lines(int width) {
    List<String> lines = new ArrayList<>();
    if (endpoints.isEmpty()) {
      lines.add("no segment was left to ship");
    } else {
      lines.addAll(table().lines(width));
    }
    part(lines, "notes:", notes);
    part(lines, "damaged:", damages);
    part(lines, "left for the next try:", left);
    return lines;
  }

  private static void part(List<String> lines, String title, List<String> items) {
    if (!items.isEmpty()) {
      lines.add("");
      lines.add(title);
      items.forEach(it -> lines.add("  " + it));
    }
  }

  /// For programs: the same as one JSON object.
  public String json() {
    return JsonText.of(json -> {
      json.writeBooleanField("complete", isComplete());
      json.writeArrayFieldStart("endpoints");
      for (Map.Entry<String, Tally> each : endpoints.entrySet()) {
        Tally tally = each.getValue();
        json.writeStartObject();
        json.writeStringField("tenant", each.getKey().substring(0, each.getKey().indexOf('/')));
        json.writeStringField("endpoint", each.getKey().substring(each.getKey().indexOf('/') + 1));
        json.writeNumberField("segments", tally.segments);
        json.writeNumberField("frames", tally.frames);
        json.writeNumberField("rawBytes", tally.bytes);
        json.writeNumberField("segmentsThere", tally.committedBefore);
        json.writeEndObject();
      }
      json.writeEndArray();
      write(json, "notes", notes);
      write(json, "damages", damages);
      write(json, "left", left);
    });
  }

  private static void write(JsonGenerator json, String name, List<String> items)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String item : items) {
      json.writeString(item);
    }
    json.writeEndArray();
  }

  private TextTable table() {
    TextTable table =
        new TextTable()
            .texts("endpoint")
            .numbers("segments")
            .numbers("frames")
            .numbers("bytes")
            .numbers("already committed");
    endpoints.forEach((endpoint, tally) ->
        table.row(
            List.of(
                endpoint,
                Quantities.count(tally.segments),
                Quantities.count(tally.frames),
                Quantities.bytes(tally.bytes),
                Quantities.count(tally.committedBefore))));
    return table;
  }
}
