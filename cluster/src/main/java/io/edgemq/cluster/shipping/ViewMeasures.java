package io.edgemq.cluster.shipping;

import io.edgemq.storage.commit.CommitMarker;
import java.util.concurrent.atomic.LongAdder;

/// What a view, all its versions, has made of segments that this node has committed since it
/// started. Any thread.
public final class ViewMeasures {
  private final LongAdder rows = new LongAdder();
  private final LongAdder filtered = new LongAdder();
  private final LongAdder deadLetters = new LongAdder();
  private final LongAdder errors = new LongAdder();

  /// A view.
  public record Name(String tenant, String view) {}

  void count(CommitMarker.ViewCounts counts) {
    rows.add(counts.rowsOut());
    filtered.add(counts.filtered());
    deadLetters.add(counts.deadLettered());
    if (counts.error() != null) {
      errors.increment();
    }
  }

  /// Rows that came out.
  public long rows() {
    return rows.sum();
  }

  /// Rows that its filter left out.
  public long filtered() {
    return filtered.sum();
  }

  /// Rows that it could not make, and all of a segment in which it failed.
  public long deadLetters() {
    return deadLetters.sum();
  }

  /// Segments in which it failed as a whole.
  public long errors() {
    return errors.sum();
  }
}
