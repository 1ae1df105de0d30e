package io.edgemq.views.render;

import io.edgemq.views.rows.Row;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Sorts rows of several views: by view, then by the order of the view, and rows that are equal in
/// that as they came. What is more than may be held goes to files, sorted, and is merged in the
/// end. One thread; closing deletes the files.
final class RowSorter implements Closeable {
  /// The end of the names of files.
  static final String SUFFIX = ".spill";

  /// Files that are read side by side, each with a buffer.
  private static final int RUNS_MAX = 64;

  private static final int BUFFER_BYTES = 64 << 10;
  private static final int END = -1;

  /// What a row takes beside its values.
  private static final int ROW_BYTES = 200;

  private final Path folder;
  private final long heldBytesMax;
  private final List<RowOrder> orders;
  private final List<ViewRow> held = new ArrayList<>();
  private long heldBytes;

  /// The oldest first.
  private final List<Path> runs = new ArrayList<>();

  private final List<Closeable> open = new ArrayList<>();

  /// @param folder for files, made when it is needed
  /// @param orders by view
  RowSorter(Path folder, long heldBytesMax, List<RowOrder> orders) {
    this.folder = folder;
    this.heldBytesMax = heldBytesMax;
    this.orders = orders;
  }

  /// @param view its place in the list of views
  void add(int view, Row row) throws IOException {
    held.add(new ViewRow(view, row, orders.get(view).key(row)));
    heldBytes += ROW_BYTES + 2 * row.bytes();
    if (heldBytes > heldBytesMax) {
      spill();
    }
  }

  /// Rows one after the other.
  interface Rows {
    /// The next one; null behind the last.
    @Nullable ViewRow next() throws IOException;
  }

  /// All rows in their order. Comes last, and once.
  Rows sorted() throws IOException {
    Rows rest = sortedHeld();
    if (runs.isEmpty()) {
      return rest;
    }
    List<Rows> sources = openRuns();
    sources.add(rest);
    return merged(sources);
  }

  private Rows sortedHeld() {
    held.sort(ViewRow::compare);
    Iterator<ViewRow> rows = held.iterator();
    return () -> rows.hasNext() ? rows.next() : null;
  }

  private List<Rows> openRuns() throws IOException {
    List<Rows> sources = new ArrayList<>();
    for (Path run : runs) {
      sources.add(open(run));
    }
    return sources;
  }

  private void spill() throws IOException {
    runs.add(file(sortedHeld()));
    held.clear();
    heldBytes = 0;
    if (runs.size() == RUNS_MAX) {
      Path all = file(merged(openRuns()));
      close();
      runs.add(all);
    }
  }

  private Path file(Rows rows) throws IOException {
    Files.createDirectories(folder);
    Path file = Files.createTempFile(folder, "rows-", SUFFIX);
    try (var to =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
      for (ViewRow it = rows.next(); it != null; it = rows.next()) {
        to.writeInt(it.view());
        RowCodec.write(it.row(), to);
      }
      to.writeInt(END);
      return file;
    } catch (Throwable e) {
      Files.delete(file);
      throw e;
    }
  }

  private Rows open(Path run) throws IOException {
    var from =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(run), BUFFER_BYTES));
    open.add(from);
    return () -> {
      int view = from.readInt();
      if (view == END) {
        return null;
      }
      Row row = RowCodec.read(from);
      return new ViewRow(view, row, orders.get(view).key(row));
    };
  }

  private record Head(ViewRow row, int source) {}

  /// Of rows that are equal those of an earlier source come first.
  private Rows merged(List<Rows> sources) throws IOException {
    var heads =
        new PriorityQueue<Head>(
            Comparator.comparing(Head::row, ViewRow::compare).thenComparingInt(Head::source));
    for (int i = 0; i < sources.size(); i++) {
      push(sources, i, heads);
    }
    return () -> {
      Head first = heads.poll();
      if (first == null) {
        return null;
      }
      push(sources, first.source, heads);
      return first.row;
    };
  }

  private static void push(List<Rows> sources, int source, PriorityQueue<Head> heads)
      throws IOException {
    ViewRow next = sources.get(source).next();
    if (next != null) {
      heads.add(new Head(next, source));
    }
  }

  @Override
  public void close() throws IOException {
    for (Closeable it : open) {
      it.close();
    }
    open.clear();
    for (Path run : runs) {
      Files.deleteIfExists(run);
    }
    runs.clear();
  }
}
