package io.edgemq.views.render;

import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.views.definition.FileFormat;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.parquet.RawParquetFile;
import io.edgemq.views.render.RenderedFile.Kind;
import io.edgemq.views.rows.Choice;
import io.edgemq.views.rows.DeadLetter;
import io.edgemq.views.rows.Row;
import io.edgemq.views.rows.RowReader;
import io.edgemq.views.rows.RowSink;
import io.edgemq.views.rows.ViewCounts;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Renders sealed segments: raw Parquet and the files of all views, in one pass over the frames
/// (docs/format/objects.md). The same segment, definitions, settings and writer versions give the
/// same files in the same order. Any number of threads.
///
/// Of a view there is one file for each partition that has a row, and one of its dead letters if it
/// has any. Files are made in memory and handed over one by one.
public final class SegmentRenderer {
  private final RenderSettings settings;

  /// @param settings also say what all of it may take
  public SegmentRenderer(RenderSettings settings) {
    this.settings = settings;
  }

  /// Whether all frames are wanted as a file too.
  public enum Raw {
    NOT_WANTED,
    WANTED
  }

  /// Deletes what a process that did not come to its end has left in the folder for rows. Not while
  /// something is rendered.
  public void clearSpills() throws IOException {
    if (Files.isDirectory(settings.spillFolder())) {
      try (DirectoryStream<Path> left =
          Files.newDirectoryStream(settings.spillFolder(), "*" + RowSorter.SUFFIX)) {
        for (Path it : left) {
          Files.deleteIfExists(it);
        }
      }
    }
  }

  /// Renders a segment.
  ///
  /// @param bytes the whole segment, which must not change meanwhile
  /// @param files takes raw Parquet first
  /// @return for each view what became of the segment in it
  /// @throws IllegalArgumentException if a byte of it does not belong to a sound frame
  /// @throws IOException of the folder for rows, or of `files`; what was handed over is void
  public List<ViewOutcome> render(
      SegmentId id, byte[] bytes, Raw raw, List<ViewDefinition> views, RenderedFiles files)
      throws IOException {
    return render(id, bytes, raw, views, Choice.ALL, files);
  }

  /// Renders a view of some rows of a segment: as if the others were not there.
  ///
  /// @param bytes the whole segment, which must not change meanwhile
  /// @throws IllegalArgumentException if a byte of it does not belong to a sound frame
  /// @throws IOException of the folder for rows, or of `files`; what was handed over is void
  public ViewOutcome render(
      SegmentId id, byte[] bytes, ViewDefinition view, Choice choice, RenderedFiles files)
      throws IOException {
    return render(id, bytes, Raw.NOT_WANTED, List.of(view), choice, files).getFirst();
  }

  private List<ViewOutcome> render(
      SegmentId id,
      byte[] bytes,
      Raw raw,
      List<ViewDefinition> views,
      Choice choice,
      RenderedFiles files)
      throws IOException {
    List<RowOrder> orders = views.stream().map(RowOrder::new).toList();
    try (var pages = new Pages(settings.zstdLevel());
        var sorter = new RowSorter(settings.spillFolder(), settings.rowsHeldBytesMax(), orders)) {
      List<ViewFiles> viewFiles = new ArrayList<>();
      for (int i = 0; i < views.size(); i++) {
        viewFiles.add(
            new ViewFiles(i, views.get(i), settings, pages, id, bytes, sorter, orders.get(i)));
      }
      RawParquetFile rawFile =
          raw == Raw.WANTED ? new RawParquetFile(id, bytes, pages.ofRows()) : null;
      var frames = new FrameReader(bytes, 0, bytes.length);
      var rows = new RowReader(views, id, bytes, frames, choice, new Sink(viewFiles, frames));
      read(id, frames, rows, rawFile);
      if (rawFile != null) {
        files.add(
            new RenderedFile(
                Kind.RAW, RenderedFile.NO_VIEW, FileFormat.PARQUET, Map.of(), rawFile.finish()));
      }
      finish(rows, viewFiles, sorter, files);
      return outcomes(rows.counts(), viewFiles);
    }
  }

  private static void read(
      SegmentId id, FrameReader frames, RowReader rows, @Nullable RawParquetFile raw)
      throws IOException {
    while (frames.next()) {
      if (raw != null) {
        raw.add(frames);
      }
      rows.readFrame();
    }
    if (frames.stop() != FrameReader.Stop.END) {
      throw new IllegalArgumentException(
          "no frame at offset %d of segment %s: %s".formatted(frames.offset(), id, frames.stop()));
    }
  }

  private static void finish(
      RowReader rows, List<ViewFiles> views, RowSorter sorter, RenderedFiles files)
      throws IOException {
    for (int i = 0; i < views.size(); i++) {
      rows.error(i).ifPresent(views.get(i)::fail);
      views.get(i).finish(files);
    }
    RowSorter.Rows sorted = sorter.sorted();
    int last = -1;
    for (ViewRow it = sorted.next(); it != null; it = sorted.next()) {
      if (it.view() != last && last >= 0) {
        views.get(last).finishSorted(files);
      }
      last = it.view();
      views.get(last).sortedRow(it.row(), files);
    }
    if (last >= 0) {
      views.get(last).finishSorted(files);
    }
  }

  private static List<ViewOutcome> outcomes(List<ViewCounts> counts, List<ViewFiles> views) {
    List<ViewOutcome> outcomes = new ArrayList<>();
    for (int i = 0; i < views.size(); i++) {
      Optional<String> error = views.get(i).error();
      long frames = counts.get(i).framesIn();
      ViewCounts failed = new ViewCounts(frames, frames, 0, 0, frames);
      outcomes.add(
          error.isPresent()
              ? new ViewOutcome(failed, 0, error)
              : new ViewOutcome(counts.get(i), views.get(i).nulls(), error));
    }
    return outcomes;
  }

  private record Sink(List<ViewFiles> views, FrameReader frame) implements RowSink {
    @Override
    public void row(int view, Row row) throws IOException {
      views.get(view).row(row);
    }

    @Override
    public void deadLetter(int view, DeadLetter letter) throws IOException {
      views.get(view).deadLetter(frame, letter);
    }
  }
}
