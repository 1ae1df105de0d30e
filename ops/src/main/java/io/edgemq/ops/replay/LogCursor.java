package io.edgemq.ops.replay;

import io.edgemq.ops.history.CommittedSegment;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Goes through the frames of one log that are replayed, in the order of the log. It holds one
/// segment at most, and opens that only when its time has come. What cannot be read is told, and
/// passed over. One thread.
final class LogCursor {
  private final ObjectStore store;
  private final Selection selection;
  private final ReplaySummary summary;
  private final Runnable passed;
  private final Queue<String> markers = new ArrayDeque<>();
  private final Optional<Position> after;
  private @Nullable CommittedSegment segment;
  private byte @Nullable [] raw;
  private @Nullable FrameReader reader;
  private @Nullable Position confirmed;
  private long dueMs;

  /// @param epochs of the log, in order
  /// @param passed is run for each marker that is done with
  LogCursor(
      ObjectStore store,
      List<Epoch> epochs,
      Selection selection,
      ReplaySummary summary,
      Runnable passed) {
    this.store = store;
    this.selection = selection;
    this.summary = summary;
    this.passed = passed;
    after =
        selection.after().stream()
            .filter(it -> epochs.stream().anyMatch(epoch -> epoch.prefix().equals(it.epoch())))
            .findFirst();
    confirmed = after.orElse(null);
    boolean hasCome = after.isEmpty();
    for (Epoch epoch : epochs) {
      boolean isItsEpoch = after.filter(it -> it.epoch().equals(epoch.prefix())).isPresent();
      hasCome |= isItsEpoch;
      int first = isItsEpoch ? after.orElseThrow().segment() : 1;
      for (String key : epoch.markers()) {
        if (hasCome && Epoch.segment(key) >= first) {
          markers.add(key);
        } else {
          passed.run();
        }
      }
    }
  }

  /// When the next frame is due: its TS, or a time before it if its segment is not open yet.
  long dueMs() {
    return dueMs;
  }

  /// Whether it is at a frame, not only before a segment.
  boolean isAtFrame() {
    return reader != null;
  }

  CommittedSegment segment() {
    return Objects.requireNonNull(segment);
  }

  byte[] raw() {
    return Objects.requireNonNull(raw);
  }

  /// At the frame.
  FrameReader frame() {
    return Objects.requireNonNull(reader);
  }

  Position position() {
    return new Position(
        Epoch.prefix(segment().key()), segment().marker().segment(), frame().offset());
  }

  /// Everything up to a frame has arrived.
  void confirm(Position position) {
    confirmed = position;
  }

  /// Up to where everything has arrived, here or in a replay before; nothing if that is not known.
  Optional<Position> confirmed() {
    return Optional.ofNullable(confirmed);
  }

  /// Goes to the next frame, or to where a segment is to be opened.
  ///
  /// @return whether there is one; otherwise the log is through
  boolean advance() {
    if (segment != null && reader == null) {
      open(segment);
    }
    if (reader != null && nextFrame(reader)) {
      return true;
    }
    if (segment != null) {
      passed.run();
    }
    raw = null;
    reader = null;
    segment = nextSegment();
    return segment != null;
  }

  private void open(CommittedSegment it) {
    try {
      raw = it.raw(store);
      reader = new FrameReader(raw, 0, raw.length);
      summary.opened();
    } catch (IOException e) {
      summary.failed(it.key(), String.valueOf(e.getMessage()));
    }
  }

  private boolean nextFrame(FrameReader frames) {
    while (frames.next()) {
      if (selection.takes(raw(), frames) && isAfter(frames.offset())) {
        dueMs = frames.timestampMs();
        return true;
      }
    }
    return false;
  }

  private boolean isAfter(int offset) {
    return after.isEmpty()
        || after.get().segment() != segment().marker().segment()
        || !after.get().epoch().equals(Epoch.prefix(segment().key()))
        || offset > after.get().offset();
  }

  private @Nullable CommittedSegment nextSegment() {
    for (String key = markers.poll(); key != null; key = markers.poll()) {
      try {
        CommittedSegment next = CommittedSegment.read(store, key);
        CommitMarker marker = next.marker();
        if (selection.overlaps(marker)) {
          dueMs = marker.firstTimestampMs();
          return next;
        }
      } catch (IOException e) {
        summary.failed(key, "is no readable marker: " + e.getMessage());
      }
      passed.run();
    }
    return null;
  }
}
