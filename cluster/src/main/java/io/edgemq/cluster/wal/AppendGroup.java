package io.edgemq.cluster.wal;

import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.wal.EndpointLog;
import io.edgemq.storage.wal.LogPosition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiConsumer;

/// The appends of a log that are not on the disk: those that wait, and the group that was handed to
/// it for the next commit. Plain and single-threaded.
final class AppendGroup {
  private final Deque<EndpointWal.Append> waiting = new ArrayDeque<>();
  private final List<EndpointWal.Append> group = new ArrayList<>();

  void add(EndpointWal.Append append) {
    waiting.addLast(append);
  }

  /// Whether all that came is on the disk.
  boolean isEmpty() {
    return waiting.isEmpty() && group.isEmpty();
  }

  /// Whether something is left for a further group.
  boolean hasMore() {
    return !waiting.isEmpty();
  }

  /// Moves appends into the log's group, as many as one commit takes and always at least one: an
  /// append is never divided.
  void fill(EndpointLog open, long bytesMax) {
    while (!waiting.isEmpty()
        && (group.isEmpty() || open.groupBytes() + waiting.getFirst().bytes() <= bytesMax)) {
      EndpointWal.Append append = waiting.removeFirst();
      group.add(append);
      append.batches().forEach(open::add);
    }
  }

  /// Frames in the group.
  long groupFrames() {
    long frames = 0;
    for (EndpointWal.Append append : group) {
      for (FrameBatch batch : append.batches()) {
        frames += batch.frames();
      }
    }
    return frames;
  }

  /// Bytes in the group.
  long groupBytes() {
    long bytes = 0;
    for (EndpointWal.Append append : group) {
      bytes += append.bytes();
    }
    return bytes;
  }

  /// The group is on the disk, from `begin` on: tells each of its appends and where it stands.
  void appended(LogPosition begin, BiConsumer<EndpointWal.Append, LogPosition> answer) {
    LogPosition position = begin;
    for (EndpointWal.Append append : group) {
      answer.accept(append, position);
      position = position.plus(append.bytes());
    }
    group.clear();
  }
}
