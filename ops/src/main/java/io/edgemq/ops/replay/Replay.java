package io.edgemq.ops.replay;

import io.edgemq.ops.tools.Progress;
import io.edgemq.ops.tools.Quantities;
import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/// Hands on the committed frames of a range of time.
///
/// Order: within a log as they are in it, segment by segment and offset by offset, its epochs one
/// after another as they were opened; so the order of each connection stays. The logs of an
/// endpoint (its partitions) are merged by TS: of the frames that they are at, the earliest is
/// next. Endpoints come one after another. What is committed meanwhile may be missing.
///
/// In memory are the names of the objects below the prefix and one segment of each log, only of
/// those whose time has come. All markers are read, but only segments whose marker says that they
/// reach into the range. One thread, once.
public final class Replay {
  private final ObjectStore store;
  private final String prefix;
  private final Selection selection;
  private final ReplaySummary summary = new ReplaySummary();
  private final FrameTarget target;
  private final boolean isOfOneEndpoint;
  private long markersPassed;
  private List<LogCursor> logs = List.of();

  /// To a stream, as NDJSON.
  ///
  /// @param prefix of the markers' keys: empty, or ending at a `/`
  public Replay(ObjectStore store, String prefix, Selection selection, OutputStream out)
      throws IOException {
    this.store = store;
    this.prefix = prefix;
    this.selection = selection;
    target = new LinesTarget(out);
    isOfOneEndpoint = false;
  }

  /// To an endpoint.
  ///
  /// @param prefix of the markers' keys, all of one endpoint
  /// @param url that takes records
  /// @param key of the other endpoint, fit for a header
  public Replay(
      ObjectStore store, String prefix, Selection selection, URI url, String key, Pause pause) {
    this.store = store;
    this.prefix = prefix;
    this.selection = selection;
    target = new HttpTarget(url, key, pause, summary);
    isOfOneEndpoint = true;
  }

  /// What it came to so far.
  public ReplaySummary summary() {
    return summary;
  }

  /// Does it. What cannot be read is in the summary.
  ///
  /// @throws OutputFailed if the stream takes no more
  /// @throws IOException if the store cannot be listed, or the endpoint does not take the frames:
  ///   the message says how to go on
  public void run(Progress progress) throws IOException, InterruptedException {
    Map<String, List<List<Epoch>>> endpoints = Epochs.of(store, prefix);
    List<Epoch> epochs =
        endpoints.values().stream().flatMap(List::stream).flatMap(List::stream).toList();
    requirePossible(epochs);
    long markers = epochs.stream().mapToLong(it -> it.markers().size()).sum();
    Runnable passed = () -> progress.at(++markersPassed, markers, note());
    try {
      for (List<List<Epoch>> endpoint : endpoints.values()) {
        logs =
            endpoint.stream()
                .map(it -> new LogCursor(store, it, selection, summary, passed))
                .toList();
        merge();
      }
      target.finish();
    } catch (OutputFailed e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(e.getMessage() + "; " + goOn(), e);
    }
  }

  private void requirePossible(Collection<Epoch> epochs) throws IOException {
    for (Position it : selection.after()) {
      if (epochs.stream().noneMatch(epoch -> epoch.prefix().equals(it.epoch()))) {
        throw new IOException("--after " + it + ": there is no such epoch here");
      }
    }
    long endpoints =
        epochs.stream()
            .filter(it -> it.first().isPresent())
            .map(Epoch::endpoint)
            .distinct()
            .count();
    if (isOfOneEndpoint && endpoints > 1) {
      throw new IOException(
          "there are %s here; what goes to an endpoint is of one: choose its folder"
              .formatted(Quantities.count(endpoints, "endpoint")));
    }
  }

  private void merge() throws IOException, InterruptedException {
    var queue = new PriorityQueue<LogCursor>(Comparator.comparingLong(LogCursor::dueMs));
    for (LogCursor log : logs) {
      if (log.advance()) {
        queue.add(log);
      }
    }
    for (LogCursor log = queue.poll(); log != null; log = queue.poll()) {
      if (log.isAtFrame()) {
        target.take(log);
        summary.frame(log.frame().messageBytes());
      }
      if (log.advance()) {
        queue.add(log);
      }
    }
  }

  private String note() {
    return Quantities.count(summary.frames(), "frame");
  }

  private String goOn() {
    List<String> positions =
        logs.stream()
            .map(LogCursor::confirmed)
            .flatMap(Optional::stream)
            .map(it -> "--after " + it)
            .toList();
    return positions.isEmpty()
        ? "nothing has arrived"
        : "to go on, run it again with " + String.join(" ", positions);
  }
}
