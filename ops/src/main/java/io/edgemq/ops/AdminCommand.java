package io.edgemq.ops;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `edgemq admin`: changes what nodes know while they run.
@Command(
    name = "admin",
    description = "Changes what nodes know while they run.",
    footerHeading = "%nExamples:%n",
    footer = "  edgemq admin key create --config edge.conf --tenant acme --name device-7",
    subcommands = {KeyCommand.class})
final class AdminCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "a command is missing");
  }
}
