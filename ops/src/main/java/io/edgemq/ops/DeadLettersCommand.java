package io.edgemq.ops;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `edgemq dlq`: what can be done with dead letters of views.
@Command(
    name = "dlq",
    description = "Works on dead letters of views.",
    footerHeading = "%nExamples:%n",
    footer = "  edgemq dlq replay --view views/a_v2.yaml --from data/objects/acme/plant",
    subcommands = {DeadLettersReplayCommand.class})
final class DeadLettersCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "a command is missing");
  }
}
