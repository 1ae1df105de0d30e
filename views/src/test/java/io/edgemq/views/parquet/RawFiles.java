package io.edgemq.views.parquet;

import io.edgemq.views.file.FinishedFile;
import io.edgemq.views.render.RenderSettings;
import io.edgemq.views.render.SegmentRenderer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Segments as raw Parquet and nothing else, as shipping has them made.
final class RawFiles {
  private static final SegmentRenderer RENDERER =
      new SegmentRenderer(RenderSettings.of(3, Path.of("nothing-is-spilled")));

  private RawFiles() {}

  static FinishedFile of(byte[] segment) throws IOException {
    List<FinishedFile> files = new ArrayList<>();
    RENDERER.render(
        Segment.ID, segment, SegmentRenderer.Raw.WANTED, List.of(), it -> files.add(it.file()));
    return files.getFirst();
  }
}
