package io.edgemq.views.rows;

import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.views.definition.MessageFormat;
import io.edgemq.views.definition.ViewDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns the frames of one segment into the rows of all views of its endpoint (docs/views.md). A
/// message is read once for all of them, and not at all where the metadata alone says that no view
/// wants it. The same frames give the same rows, in the order of the frames. Not for use by several
/// threads.
///
/// It throws nothing that a message causes: each row of each view is given to the sink, counted as
/// filtered, or given to the sink as a dead letter.
public final class RowReader {
  private final byte[] bytes;
  private final FrameReader frame;
  private final RowSink sink;
  private final Scope scope;
  private final CompiledView[] views;

  /// Those that take a message as one value, and those that take it line by line.
  private final List<CompiledView> whole = new ArrayList<>();

  private final List<CompiledView> byLine = new ArrayList<>();
  private final MessageReader reader;
  private final @Nullable Object[] slots;

  /// Empty, and not filled, where no view has a `rescue` column.
  private final Map<String, JsonText> members = new LinkedHashMap<>();

  private final boolean hasRest;

  /// Compiles the views.
  ///
  /// @param bytes what `frame` reads: the raw segment, which must not change
  /// @param frame moved by the caller
  public RowReader(
      List<ViewDefinition> views,
      SegmentId segment,
      byte[] bytes,
      FrameReader frame,
      RowSink sink) {
    this.bytes = bytes;
    this.frame = frame;
    this.sink = sink;
    scope = new Scope(segment, bytes, frame);
    var projection = new Projection();
    this.views = new CompiledView[views.size()];
    for (int i = 0; i < this.views.length; i++) {
      this.views[i] = new CompiledView(i, views.get(i), projection);
      (views.get(i).format() == MessageFormat.NDJSON ? byLine : whole).add(this.views[i]);
    }
    reader = new MessageReader(projection);
    slots = new Object[projection.slots()];
    hasRest = projection.hasRest();
  }

  /// Makes rows of the frame that the reader stands at.
  public void readFrame() {
    int from = frame.messageFrom();
    int to = from + frame.messageBytes();
    scope.nextFrame();
    for (CompiledView view : views) {
      view.frame();
    }
    if (!whole.isEmpty()) {
      read(whole, from, to);
    }
    if (!byLine.isEmpty()) {
      readLines(from, to);
    }
  }

  /// What became of all frames so far, by view.
  public List<ViewCounts> counts() {
    List<ViewCounts> counts = new ArrayList<>(views.length);
    for (CompiledView view : views) {
      counts.add(view.counts());
    }
    return counts;
  }

  /// Lines of blanks are none.
  private void readLines(int from, int to) {
    int start = from;
    for (int at = from; at <= to; at++) {
      if (at == to || bytes[at] == '\n') {
        if (!isBlank(start, at)) {
          read(byLine, start, at);
        }
        start = at + 1;
      }
    }
  }

  private boolean isBlank(int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  /// One value. Arrays that are to be unnested are counted by their elements, so their messages are
  /// read even where the metadata excludes them.
  private void read(List<CompiledView> views, int from, int to) {
    scope.nextMessage();
    boolean[] isExcluded = new boolean[views.size()];
    boolean isWanted = false;
    for (int i = 0; i < isExcluded.length; i++) {
      isExcluded[i] = views.get(i).isExcluded(scope);
      isWanted |= !isExcluded[i] || !views.get(i).isOneRowAMessage();
    }
    String notJson = isWanted ? parse(from, to) : null;
    for (int i = 0; i < isExcluded.length; i++) {
      CompiledView view = views.get(i);
      if (isExcluded[i] && (view.isOneRowAMessage() || notJson != null)) {
        view.filter();
      } else if (notJson != null) {
        view.notJson(notJson, sink);
      } else {
        view.message(scope, members, sink);
      }
    }
  }

  /// Why the message is not JSON; null if it is.
  private @Nullable String parse(int from, int to) {
    try {
      reader.read(bytes, from, to, slots, hasRest ? members : null);
      scope.message(slots);
      return null;
    } catch (NotJson e) {
      return String.valueOf(e.getMessage());
    }
  }
}
