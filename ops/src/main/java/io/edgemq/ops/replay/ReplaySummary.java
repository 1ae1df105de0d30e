package io.edgemq.ops.replay;

import io.edgemq.ops.tools.AlignedTable;
import io.edgemq.ops.tools.Quantities;
import java.util.ArrayList;
import java.util.List;

/// What a replay came to. For one thread.
public final class ReplaySummary {
  private record Fault(String key, String what) {}

  private final List<Fault> faults = new ArrayList<>();
  private int segments;
  private long frames;
  private long bytes;
  private long requests;
  private long again;
  private long withoutTopic;
  private long empty;

  /// A segment was read.
  void opened() {
    segments++;
  }

  /// A segment, or its marker, cannot be read.
  void failed(String key, String what) {
    faults.add(new Fault(key, what));
  }

  /// A frame was handed on.
  void frame(int messageBytes) {
    frames++;
    bytes += messageBytes;
  }

  /// A request was answered with 202.
  void request() {
    requests++;
  }

  /// A request was sent again.
  void again() {
    again++;
  }

  /// The topic of a message did not go with it.
  void withoutTopic() {
    withoutTopic++;
  }

  /// An empty message was left out.
  void empty() {
    empty++;
  }

  long frames() {
    return frames;
  }

  /// Whether everything could be read.
  public boolean isComplete() {
    return faults.isEmpty();
  }

  /// For people: a table, and every fault.
  public List<String> lines() {
    AlignedTable table =
        new AlignedTable()
            .row("segments read", Quantities.count(segments))
            .row("frames", Quantities.count(frames), bytes < 1024 ? "" : Quantities.bytes(bytes));
    if (requests > 0) {
      table.row("requests", Quantities.count(requests));
    }
    if (again > 0) {
      table.row("requests sent again", Quantities.count(again));
    }
    if (withoutTopic > 0) {
      table.row("topics left out", Quantities.count(withoutTopic), "HTTP has none");
    }
    if (empty > 0) {
      table.row("empty messages left out", Quantities.count(empty), "HTTP has none");
    }
    List<String> lines = new ArrayList<>(table.lines());
    if (!faults.isEmpty()) {
      lines.add("");
      lines.add(Quantities.count(faults.size(), "segment") + " not replayed:");
      faults.forEach(it -> lines.add("  " + it.key() + ": " + it.what()));
    }
    return lines;
  }
}
