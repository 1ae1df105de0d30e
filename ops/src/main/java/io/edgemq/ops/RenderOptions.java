package io.edgemq.ops;

import io.edgemq.cluster.directory.PublishedView;
import io.edgemq.ops.history.HistoryRendering;
import io.edgemq.ops.history.HistorySummary;
import io.edgemq.ops.history.Place;
import io.edgemq.ops.tools.Progress;
import io.edgemq.ops.tools.ViewFile;
import io.edgemq.views.render.RenderSettings;
import io.edgemq.views.render.SegmentRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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
              + " endpoint, a node, an epoch); or the same in a bucket, s3://bucket/prefix, which the"
              + " settings say how to get to")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "PREFIX",
      description =
          "What the keys of the new objects begin with, for the endpoint that --from names, or all"
              + " below it: PREFIX/views, PREFIX/dlq and PREFIX/renders, in a folder or s3://bucket"
              + " (default: as --from)")
  private @Nullable String to;

  @Option(names = "--dry-run", description = "Renders and counts, and puts nothing")
  private boolean isDry;

  @Option(names = "--json", description = "One JSON object instead of the table")
  private boolean isJson;

  @Mixin private final SettingsOptions settings = new SettingsOptions();

  /// Runs it and prints what it came to.
  ///
  /// @param what of the segments is rendered
  int run(CommandSpec spec, HistoryRendering.Of what) throws IOException {
    PublishedView definition = ViewFile.read(view);
    try (var locations = new Locations(settings, spec)) {
      Optional<Place> source = locations.source(from);
      Optional<Place> target = source;
      if (source.isPresent() && to != null) {
        target = locations.target(to, source.get());
      }
      return target.isEmpty()
          ? Main.USAGE
          : render(spec, what, definition, source.orElseThrow(), target.get());
    }
  }

  private int render(
      CommandSpec spec,
      HistoryRendering.Of what,
      PublishedView definition,
      Place source,
      Place target)
      throws IOException {
    HistoryRendering.Mode mode = isDry ? HistoryRendering.Mode.DRY_RUN : HistoryRendering.Mode.PUT;
    Path spills = Files.createTempDirectory("edgemq-render");
    HistorySummary summary;
    try (Progress progress = Progress.on(Main.err(spec), "Rendering", "segments", 1)) {
      var renderer = new SegmentRenderer(RenderSettings.of(ZSTD_LEVEL, spills));
      summary =
          new HistoryRendering(
                  what, source, target, definition, renderer, InstantSource.system(), mode)
              .run(progress);
    } finally {
      Files.deleteIfExists(spills);
    }
    if (isJson) {
      Main.out(spec).println(summary.json(definition.definition(), mode));
    } else {
      Main.out(spec).println(definition.label() + (isDry ? ", nothing was put (--dry-run):" : ":"));
      summary.lines().forEach(Main.out(spec)::println);
    }
    Main.out(spec).flush();
    return summary.isComplete() ? Main.OK : Main.FAULT;
  }
}
