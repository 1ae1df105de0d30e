package io.edgemq.ops;

import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.ops.history.HistoryRendering;
import io.edgemq.ops.history.HistorySummary;
import io.edgemq.ops.history.Place;
import io.edgemq.ops.tools.Progress;
import io.edgemq.ops.tools.StoreLocation;
import io.edgemq.ops.tools.ViewFile;
import io.edgemq.views.render.RenderSettings;
import io.edgemq.views.render.SegmentRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// What `edgemq render` and `edgemq dlq replay` have in common.
final class RenderOptions {
  private static final int ZSTD_LEVEL = 3;

  @Option(
      names = "--view",
      paramLabel = "FILE",
      required = true,
      description = "Definition of the view, YAML")
  private Path view = Path.of("");

  @Option(
      names = "--from",
      paramLabel = "PREFIX",
      required = true,
      description =
          "Committed segments: the folder of an object store, or any folder in it (of a tenant, an"
              + " endpoint, a node, an epoch)")
  private Path from = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "PREFIX",
      description =
          "What the keys of the new objects begin with, for the endpoint that --from names, or all"
              + " below it: PREFIX/views, PREFIX/dlq and PREFIX/renders (default: as --from)")
  private @Nullable Path to;

  @Option(names = "--dry-run", description = "Renders and counts, and puts nothing")
  private boolean isDry;

  /// Runs it and prints what it came to.
  ///
  /// @param what of the segments is rendered
  int run(CommandSpec spec, HistoryRendering.Of what) throws IOException {
    PublishedView definition = ViewFile.read(view);
    Place source =
        Place.of(
            StoreLocation.of(from)
                .orElseThrow(() ->
                    new IOException(
                        "no commit marker found under " + from + ": nothing was committed there")));
    Path spills = Files.createTempDirectory("edgemq-render");
    HistorySummary summary;
    try (Progress progress = Progress.on(Main.err(spec), "Rendering", "segments", 1)) {
      summary =
          new HistoryRendering(
                  what,
                  source,
                  source.towards(to == null ? from.toRealPath() : to),
                  definition,
                  new SegmentRenderer(RenderSettings.of(ZSTD_LEVEL, spills)),
                  InstantSource.system(),
                  isDry ? HistoryRendering.Mode.DRY_RUN : HistoryRendering.Mode.PUT)
              .run(progress);
    } finally {
      Files.deleteIfExists(spills);
    }
    Main.out(spec).println(definition.label() + (isDry ? ", nothing was put (--dry-run):" : ":"));
    summary.lines().forEach(Main.out(spec)::println);
    Main.out(spec).flush();
    return summary.isComplete() ? Main.OK : Main.FAULT;
  }
}
