package io.edgemq.views.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.storage.frame.FrameReader;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.rows.DeadLetter;
import io.edgemq.views.rows.Row;
import io.edgemq.views.rows.RowReader;
import io.edgemq.views.rows.RowSink;
import io.edgemq.views.rows.Texts;
import io.edgemq.views.rows.ViewCounts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a view makes of frames: its first rows and first dead letters are kept, all others only
/// counted. For one thread.
public final class Preview {
  private static final int PAYLOAD_BYTES = 120;

  /// A dead letter, and the frame that it is of.
  ///
  /// @param place of the frame in the file: an offset, or a line
  /// @param payload the first bytes of the message as text
  public record Buried(
      String file, boolean isLine, long place, DeadLetter letter, String payload) {}

  private final ViewDefinition view;
  private final int kept;
  private final Bounds bounds;
  private long keptBytes;
  private boolean isLeftOut;
  private boolean isOver;
  private final List<Row> rows = new ArrayList<>();
  private final List<Buried> deadLetters = new ArrayList<>();
  private final Distinct folders = new Distinct();
  private final long[] nulls;
  private ViewCounts counts = new ViewCounts(0, 0, 0, 0, 0);
  private Optional<String> error = Optional.empty();

  /// What a preview may take, besides what its sample takes.
  ///
  /// @param rowBytesMax about what the rows may take in memory that are kept
  /// @param isOver whether nothing more is to be read; asked very often
  public record Bounds(long rowBytesMax, BooleanSupplier isOver) {
    /// For whoever has all the time and memory there is.
    public static final Bounds NONE = new Bounds(Long.MAX_VALUE, () -> false);
  }

  /// Ends the reading of a frame.
  private static final class Over extends IOException {}

  /// @param kept rows, and dead letters, that are kept at most
  public Preview(ViewDefinition view, int kept) {
    this(view, kept, Bounds.NONE);
  }

  /// @param kept rows, and dead letters, that are kept at most
  public Preview(ViewDefinition view, int kept, Bounds bounds) {
    this.view = view;
    this.kept = kept;
    this.bounds = bounds;
    nulls = new long[view.columns().size() + (view.rescue().isPresent() ? 1 : 0)];
  }

  /// Takes in further frames. Nothing happens once the view has failed, or it is over.
  ///
  /// @throws IOException never, but that is how sinks are
  public void read(Stretch stretch) throws IOException {
    if (error.isPresent()) {
      return;
    }
    FrameReader frames = stretch.frames();
    var sink = new Sink(stretch, frames);
    var reader = new RowReader(List.of(view), stretch.id(), stretch.bytes(), frames, sink);
    try {
      while (!isOver() && frames.next()) {
        reader.readFrame();
        sink.index++;
      }
    } catch (Over _) {
      // what was counted until then stays
    }
    counts = sum(counts, reader.counts().getFirst());
    error = reader.error(0);
  }

  private boolean isOver() {
    isOver = isOver || bounds.isOver().getAsBoolean();
    return isOver;
  }

  private static ViewCounts sum(ViewCounts a, ViewCounts b) {
    return new ViewCounts(
        a.framesIn() + b.framesIn(),
        a.rowsIn() + b.rowsIn(),
        a.rowsOut() + b.rowsOut(),
        a.filtered() + b.filtered(),
        a.deadLettered() + b.deadLettered());
  }

  /// What is previewed.
  public ViewDefinition view() {
    return view;
  }

  /// The first ones.
  public List<Row> rows() {
    return Collections.unmodifiableList(rows);
  }

  /// The first ones.
  public List<Buried> deadLetters() {
    return Collections.unmodifiableList(deadLetters);
  }

  /// Of all frames.
  public ViewCounts counts() {
    return counts;
  }

  /// How many rows have null in a column; the one for the rest is the last.
  public long nulls(int column) {
    return nulls[column];
  }

  /// How many different folders the rows lie in; 1 if there are rows and no partitions.
  public long folders() {
    return folders.count();
  }

  /// Whether [#folders] is an estimate, with a standard error of 3 %.
  public boolean areFoldersEstimated() {
    return folders.isEstimate();
  }

  /// Whether something was left out for [Bounds]: frames, or rows that would have been kept.
  public boolean isCut() {
    return isOver || isLeftOut;
  }

  /// Why the view failed as a whole, if it did.
  public Optional<String> error() {
    return error;
  }

  private void keep(Row row) {
    long bytes = row.bytes();
    if (keptBytes + bytes > bounds.rowBytesMax()) {
      isLeftOut = true;
    } else {
      keptBytes += bytes;
      rows.add(row);
    }
  }

  private void requireTime() throws Over {
    if (isOver()) {
      throw new Over();
    }
  }

  private final class Sink implements RowSink {
    private final Stretch stretch;
    private final FrameReader frame;
    private int index;

    Sink(Stretch stretch, FrameReader frame) {
      this.stretch = stretch;
      this.frame = frame;
    }

    @Override
    public void row(int view, Row row) throws IOException {
      requireTime();
      for (int i = 0; i < nulls.length; i++) {
        if (row.values().get(i) == null) {
          nulls[i]++;
        }
      }
      folders.add(row.partitions().stream().map(Preview::folder).collect(Collectors.joining("\0")));
      if (rows.size() < kept) {
        keep(row);
      }
    }

    @Override
    public void deadLetter(int view, DeadLetter letter) throws IOException {
      requireTime();
      if (deadLetters.size() < kept) {
        deadLetters.add(
            new Buried(
                stretch.file(),
                stretch.isOfLines(),
                stretch.place(frame, index),
                letter,
                new String(
                    stretch.bytes(),
                    frame.messageFrom(),
                    Math.min(PAYLOAD_BYTES, frame.messageBytes()),
                    UTF_8)));
      }
    }
  }

  private static String folder(@Nullable Object value) {
    return value == null ? "" : "=" + Texts.of(value);
  }
}
