package io.edgemq.views.render;

import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.views.csv.CsvFile;
import io.edgemq.views.definition.FileFormat;
import io.edgemq.views.definition.Output.Partition;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.file.FileColumn;
import io.edgemq.views.file.FinishedFile;
import io.edgemq.views.file.RowFile;
import io.edgemq.views.parquet.DeadLetterFile;
import io.edgemq.views.parquet.ViewLayout;
import io.edgemq.views.render.RenderedFile.Kind;
import io.edgemq.views.rows.DeadLetter;
import io.edgemq.views.rows.HivePath;
import io.edgemq.views.rows.Row;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The files of one view and segment. Rows of the first partitions go to their files at once; those
/// of further ones, and all rows of a view that sorts them, go through the sorter and come back in
/// order, so that one file is open at a time. What goes wrong here ends this view only.
final class ViewFiles {
  private static final int ERROR_MAX = 300;

  private final int place;
  private final ViewDefinition view;
  private final RenderSettings settings;
  private final Pages pages;
  private final SegmentId id;
  private final byte[] raw;
  private final RowSorter sorter;
  private final boolean isSorted;
  private final List<FileColumn> columns;
  private final @Nullable ViewLayout layout;
  private final int directMax;

  /// In the order in which the first rows of them came.
  private final Map<List<@Nullable Object>, RowFile> direct = new LinkedHashMap<>();

  /// Of the partitions that are not direct.
  private final Set<Integer> hashes = new HashSet<>();

  private @Nullable List<@Nullable Object> lastPartition;
  private @Nullable RowFile lastFile;
  private @Nullable DeadLetterFile letters;
  private long bytes;
  private long nulls;
  private @Nullable String error;

  /// The file that rows which come back go to, and its partition.
  private @Nullable RowFile current;

  private List<@Nullable Object> currentPartition = List.of();
  private int partitionsBack;

  /// @param place of the view in the list of views
  /// @param raw the segment
  ViewFiles(
      int place,
      ViewDefinition view,
      RenderSettings settings,
      Pages pages,
      SegmentId id,
      byte[] raw,
      RowSorter sorter,
      RowOrder order) {
    this.place = place;
    this.view = view;
    this.settings = settings;
    this.pages = pages;
    this.id = id;
    this.raw = raw;
    this.sorter = sorter;
    isSorted = order.isSorted();
    columns = FileColumn.of(view);
    layout = view.output().format() == FileFormat.PARQUET ? new ViewLayout(id, view) : null;
    directMax =
        Math.clamp(settings.directColumnsMax() / columns.size(), 1, settings.directPartitionsMax());
  }

  /// @throws LimitExceeded if the view makes too much
  void row(Row row) throws IOException {
    charge(row.bytes());
    countNulls(row.values());
    if (!isSame(row.partitions(), lastPartition)) {
      lastFile = fileOf(row.partitions());
      lastPartition = row.partitions();
    }
    if (lastFile == null) {
      sorter.add(place, row);
    } else {
      lastFile.add(row);
    }
  }

  private void countNulls(List<@Nullable Object> values) {
    for (int i = 0; i < values.size(); i++) {
      nulls += values.get(i) == null ? 1 : 0;
    }
  }

  /// Values of the rows so far that are null.
  long nulls() {
    return nulls;
  }

  /// @throws LimitExceeded if the view makes too much
  void deadLetter(FrameReader frame, DeadLetter letter) throws IOException {
    charge(frame.payloadBytes() + letter.detail().length());
    if (letters == null) {
      letters = new DeadLetterFile(id, raw, view, pages.ofDeadLetters());
    }
    letters.add(frame, letter);
  }

  private void charge(long more) {
    bytes += more;
    if (bytes > settings.viewBytesMax()) {
      throw exceeded(
          "its rows and dead letters take more than %d bytes".formatted(settings.viewBytesMax()));
    }
  }

  /// As [List#equals], which is slow here.
  private static boolean isSame(
      List<@Nullable Object> one, @Nullable List<@Nullable Object> other) {
    if (other == null) {
      return false;
    }
    for (int i = 0; i < one.size(); i++) {
      if (!Objects.equals(one.get(i), other.get(i))) {
        return false;
      }
    }
    return true;
  }

  /// The file of a partition; null if its rows are to be sorted.
  private @Nullable RowFile fileOf(List<@Nullable Object> partition) throws IOException {
    RowFile file = direct.get(partition);
    if (file == null) {
      if (!isSorted && direct.size() < directMax) {
        file = open();
        direct.put(partition, file);
      } else {
        hashes.add(partition.hashCode());
      }
      checkPartitions(direct.size() + hashes.size());
    }
    return file;
  }

  private void checkPartitions(int partitions) {
    if (partitions > settings.partitionsMax()) {
      throw exceeded("more than %d partitions".formatted(settings.partitionsMax()));
    }
  }

  private LimitExceeded exceeded(String what) {
    fail(what);
    return new LimitExceeded(what);
  }

  private RowFile open() throws IOException {
    return layout == null ? new CsvFile(columns) : layout.open(pages.ofRows());
  }

  /// The view failed as a whole; whatever it has is let go. The first reason counts.
  void fail(String why) {
    if (error != null) {
      return;
    }
    error = why.length() > ERROR_MAX ? why.substring(0, ERROR_MAX) : why;
    direct.clear();
    letters = null;
    current = null;
    lastFile = null;
    lastPartition = null;
  }

  Optional<String> error() {
    return Optional.ofNullable(error);
  }

  /// Hands over what did not go through the sorter.
  void finish(RenderedFiles files) throws IOException {
    lastFile = null;
    while (!direct.isEmpty()) {
      List<@Nullable Object> partition = direct.keySet().iterator().next();
      RowFile file = direct.remove(partition);
      handOver(Kind.VIEW, partition, file == null ? null : finished(file::finish), files);
    }
    DeadLetterFile last = letters;
    letters = null;
    if (last != null) {
      handOver(Kind.DEAD_LETTERS, List.of(), finished(last::finish), files);
    }
  }

  /// A row comes back from the sorter, behind all that come before it in order.
  void sortedRow(Row row, RenderedFiles files) throws IOException {
    if (error != null) {
      return;
    }
    if (current == null || !isSame(row.partitions(), currentPartition)) {
      finishSorted(files);
      currentPartition = row.partitions();
      attempt(() -> {
        checkPartitions(++partitionsBack);
        current = open();
      });
    }
    RowFile to = current;
    if (to != null) {
      attempt(() -> to.add(row));
    }
  }

  /// No more rows come back, or none of the partition at hand.
  void finishSorted(RenderedFiles files) throws IOException {
    RowFile last = current;
    current = null;
    if (last != null) {
      handOver(Kind.VIEW, currentPartition, finished(last::finish), files);
    }
  }

  private void handOver(
      Kind kind, List<@Nullable Object> partition, @Nullable FinishedFile file, RenderedFiles files)
      throws IOException {
    if (file != null) {
      FileFormat format = kind == Kind.VIEW ? view.output().format() : FileFormat.PARQUET;
      files.add(new RenderedFile(kind, place, format, folders(partition), file));
    }
  }

  private Map<String, @Nullable String> folders(List<@Nullable Object> partition) {
    Map<String, @Nullable String> folders = new LinkedHashMap<>();
    for (int i = 0; i < partition.size(); i++) {
      Partition it = view.output().partitions().get(i);
      folders.put(it.name(), HivePath.text(partition.get(i)));
    }
    return folders;
  }

  private interface Making<T> {
    T make() throws IOException;
  }

  private interface Attempt {
    void run() throws IOException;
  }

  /// The file; null if the view failed.
  private @Nullable FinishedFile finished(Making<FinishedFile> making) throws IOException {
    try {
      return making.make();
    } catch (RuntimeException e) {
      fail(e.toString());
      return null;
    }
  }

  private void attempt(Attempt attempt) throws IOException {
    try {
      attempt.run();
    } catch (RuntimeException e) {
      fail(e.toString());
    }
  }
}
