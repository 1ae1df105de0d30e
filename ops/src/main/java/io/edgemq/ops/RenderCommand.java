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

/// `edgemq render`: a view of what was committed before there was this version of it.
@Command(
    name = "render",
    description = {
      "Renders a view, or a new version of one, over committed segments. Each segment is rendered once"
          + " and gets a render marker, last; one that has this version already is left alone, so it"
          + " may be broken off and run again.",
      "Exit code 1 if a segment could not be rendered; the others are then."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq render --view views/temperature_readings.yaml --from data/objects/acme/plant",
      "  edgemq render --view new.yaml --from data/objects --to /srv/typed --dry-run",
      "  edgemq render --view new.yaml --from s3://lake/edge/acme --config edge.conf"
    })
final class RenderCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Mixin private RenderOptions options = new RenderOptions();

  @Override
  public Integer call() throws IOException {
    return options.run(Objects.requireNonNull(spec), HistoryRendering.Of.SEGMENTS);
  }
}
