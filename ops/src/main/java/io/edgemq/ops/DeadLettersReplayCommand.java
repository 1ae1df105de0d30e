package io.edgemq.ops;

import io.edgemq.ops.history.HistoryRendering;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `edgemq dlq replay`: what an older version of a view could not take, with a newer one.
@Command(
    name = "replay",
    description = {
      "Renders the dead letters of a view with a newer version of it: for each segment those of the"
          + " newest older version that has it. Only the frames, elements and lines that are dead"
          + " letters are rendered, from the committed segments, and become rows, or dead letters, of"
          + " the newer version. Segments that have this version already are left alone, so it may be"
          + " broken off and run again.",
      "Exit code 1 if the dead letters of a segment could not be rendered; the others are then."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq dlq replay --view views/readings_v2.yaml --from data/objects/acme/plant",
      "  edgemq dlq replay --view views/readings_v2.yaml --from s3://lake/edge --config edge.conf"
    })
final class DeadLettersReplayCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Mixin private RenderOptions options = new RenderOptions();

  @Override
  public Integer call() throws IOException {
    return options.run(Objects.requireNonNull(spec), HistoryRendering.Of.DEAD_LETTERS);
  }
}
