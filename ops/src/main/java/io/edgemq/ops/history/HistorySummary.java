package io.edgemq.ops.history;

import io.edgemq.ops.tools.AlignedTable;
import io.edgemq.ops.tools.JsonText;
import io.edgemq.ops.tools.Quantities;
import io.edgemq.storage.commit.CommitMarker.Artifact;
import io.edgemq.storage.commit.CommitMarker.ViewCounts;
import io.edgemq.views.definition.ViewDefinition;
import java.util.ArrayList;
import java.util.List;

/// What a rendering of history came to. For one thread.
public final class HistorySummary {
  /// A segment that was not rendered though it should have been.
  ///
  /// @param key of its marker
  /// @param what is wrong, in words
  public record Fault(String key, String what) {}

  private final List<Fault> faults = new ArrayList<>();
  private int segments;
  private int segmentsThere;
  private int segmentsWithout;
  private long rowsIn;
  private long rowsOut;
  private long filtered;
  private long deadLettered;
  private long nulls;
  private int files;
  private long bytes;

  /// A segment was rendered.
  void rendered(ViewCounts counts, List<Artifact> artifacts, long nullValues) {
    segments++;
    rowsIn += counts.rowsIn();
    rowsOut += counts.rowsOut();
    filtered += counts.filtered();
    deadLettered += counts.deadLettered();
    nulls += nullValues;
    files += artifacts.size();
    bytes += artifacts.stream().mapToLong(Artifact::bytes).sum();
  }

  /// The view has this segment already.
  void isThere() {
    segmentsThere++;
  }

  /// There is nothing to be rendered of this segment.
  void hasNothing() {
    segmentsWithout++;
  }

  void failed(String key, String what) {
    faults.add(new Fault(key, what));
  }

  /// Whether every segment is rendered now.
  public boolean isComplete() {
    return faults.isEmpty();
  }

  /// For people: a table, and every fault.
  public List<String> lines() {
    List<String> lines = new ArrayList<>(table().lines());
    if (!faults.isEmpty()) {
      lines.add("");
      lines.add(Quantities.count(faults.size(), "segment") + " not rendered:");
      faults.forEach(it -> lines.add("  " + it.key() + ": " + it.what()));
    }
    return lines;
  }

  /// For programs: the same as one JSON object.
  ///
  /// @param view what was rendered
  /// @param mode whether anything was put
  public String json(ViewDefinition view, HistoryRendering.Mode mode) {
    return JsonText.of(json -> {
      json.writeStringField("view", view.name() + "/v" + view.version());
      json.writeBooleanField("dryRun", mode == HistoryRendering.Mode.DRY_RUN);
      json.writeBooleanField("complete", isComplete());
      json.writeNumberField("segments", segments);
      json.writeNumberField("segmentsThere", segmentsThere);
      json.writeNumberField("segmentsWithoutDeadLetters", segmentsWithout);
      json.writeNumberField("rowsIn", rowsIn);
      json.writeNumberField("rowsOut", rowsOut);
      json.writeNumberField("nulls", nulls);
      json.writeNumberField("filtered", filtered);
      json.writeNumberField("deadLettered", deadLettered);
      json.writeNumberField("files", files);
      json.writeNumberField("bytes", bytes);
      json.writeArrayFieldStart("faults");
      for (Fault fault : faults) {
        json.writeStartObject();
        json.writeStringField("key", fault.key());
        json.writeStringField("what", fault.what());
        json.writeEndObject();
      }
      json.writeEndArray();
    });
  }

  private AlignedTable table() {
    AlignedTable table =
        new AlignedTable()
            .row("segments rendered", Quantities.count(segments))
            .row("segments that had it already", Quantities.count(segmentsThere));
    if (segmentsWithout > 0) {
      table.row("segments without dead letters", Quantities.count(segmentsWithout));
    }
    return table
        .row("rows in", Quantities.count(rowsIn))
        .row("rows", Quantities.count(rowsOut))
        .row("null values in them", Quantities.count(nulls))
        .row("filtered", Quantities.count(filtered))
        .row("dead letters", Quantities.count(deadLettered))
        .row("files", Quantities.count(files), bytes < 1024 ? "" : Quantities.bytes(bytes));
  }
}
