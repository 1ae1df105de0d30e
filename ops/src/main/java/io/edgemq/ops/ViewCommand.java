package io.edgemq.ops;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `edgemq view`: what can be done with definitions of views.
@Command(
    name = "view",
    description = "Works on definitions of views.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq view infer --input readings.ndjson > views/readings.yaml",
      "  edgemq view check views/*.yaml",
      "  edgemq view preview views/readings.yaml --input readings.ndjson"
    },
    subcommands = {ViewCheckCommand.class, ViewPreviewCommand.class, ViewInferCommand.class})
final class ViewCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "a command is missing");
  }
}
