package io.edgemq.views.rows;

import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.views.definition.MessageFormat;
import io.edgemq.views.definition.ViewDefinition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Turns the frames of one segment into the rows of all views of its endpoint (docs/views.md). A
/// message is read once for all of them, and not at all where the metadata alone says that no view
/// wants it. The same frames give the same rows, in the order of the frames. Not for use by several
/// threads.
///
/// It throws nothing that a message causes: each row of each view is given to the sink, counted as
/// filtered, or given to the sink as a dead letter. A view that fails as a whole, by a mistake in
/// it or a limit of the sink, fails alone: [#error].
public final class RowReader {
  private final byte[] bytes;
  private final FrameReader frame;
  private final Scope scope;
  private final Choice choice;
  private final List<Tally> tallies = new ArrayList<>();

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
    this(views, segment, bytes, frame, Choice.ALL, sink);
  }

  /// Compiles the views, for some rows only. What is not chosen is not counted.
  ///
  /// @param bytes what `frame` reads: the raw segment, which must not change
  /// @param frame moved by the caller
  public RowReader(
      List<ViewDefinition> views,
      SegmentId segment,
      byte[] bytes,
      FrameReader frame,
      Choice choice,
      RowSink sink) {
    this.bytes = bytes;
    this.frame = frame;
    this.choice = choice;
    scope = new Scope(segment, bytes, frame);
    var projection = new Projection();
    for (ViewDefinition view : views) {
      boolean isByLine = view.format() == MessageFormat.NDJSON;
      var tally = new Tally(tallies.size(), view.unnest().isEmpty() && !isByLine, choice, sink);
      tallies.add(tally);
      try {
        (isByLine ? byLine : whole).add(new CompiledView(view, tally, projection));
      } catch (RuntimeException | StackOverflowError e) {
        tally.fail(e);
      }
    }
    reader = new MessageReader(projection);
    slots = new Object[projection.slots()];
    hasRest = projection.hasRest();
  }

  /// Makes rows of the frame that the reader stands at.
  ///
  /// @throws IOException what the sink throws; nothing can be read after it
  public void readFrame() throws IOException {
    if (!choice.hasFrame(frame.offset())) {
      return;
    }
    int from = frame.messageFrom();
    int to = from + frame.messageBytes();
    scope.nextFrame();
    for (Tally tally : tallies) {
      tally.frame(frame.offset(), frame.payloadBytes());
    }
    if (!whole.isEmpty()) {
      read(whole, from, to);
      end(whole);
    }
    if (!byLine.isEmpty()) {
      readLines(from, to);
      end(byLine);
    }
  }

  /// What became of all frames so far, by view. A view that failed has made nothing of them: each
  /// frame counts as one row that is a dead letter.
  public List<ViewCounts> counts() {
    return tallies.stream().map(Tally::counts).toList();
  }

  /// Why a view failed as a whole: the class of what was thrown and its message, at most 300
  /// characters. It gets no more frames, and what the sink has of it is void.
  ///
  /// @param view its place in the list that the reader was made of
  public Optional<String> error(int view) {
    return tallies.get(view).error();
  }

  private static void end(List<CompiledView> views) throws IOException {
    for (CompiledView view : views) {
      view.endFrame();
    }
  }

  /// Lines of blanks are none.
  private void readLines(int from, int to) throws IOException {
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

  /// One value.
  private void read(List<CompiledView> views, int from, int to) throws IOException {
    scope.nextMessage();
    boolean isWanted = false;
    for (CompiledView view : views) {
      isWanted |= view.wants(scope);
    }
    String notJson = isWanted ? parse(views, from, to) : null;
    for (CompiledView view : views) {
      view.take(scope, members, notJson);
    }
  }

  /// Why the message is not JSON; null if it is.
  private @Nullable String parse(List<CompiledView> views, int from, int to) {
    try {
      reader.read(bytes, from, to, slots, hasRest ? members : null);
      scope.message(slots);
      return null;
    } catch (NotJson e) {
      return String.valueOf(e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      for (CompiledView view : views) {
        if (view.wants(scope)) {
          view.fail(e);
        }
      }
      return null;
    }
  }
}
