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
    description = {
      "Changes what nodes know while they run: documents in the object store, which win over what the"
          + " configuration declares.",
      "The settings of the nodes are needed: they say which object store, and what is declared."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq admin list --config edge.conf",
      "  edgemq admin show endpoints acme/plant --history --config edge.conf",
      "  edgemq admin set endpoints acme/plant plant.json --config edge.conf",
      "  edgemq admin remove tenants globex --config edge.conf",
      "  edgemq admin key create --config edge.conf --tenant acme --name device-7"
    },
    subcommands = {
      DocumentListCommand.class,
      DocumentShowCommand.class,
      DocumentSetCommand.class,
      DocumentRemoveCommand.class,
      DestinationCheckCommand.class,
      ViewPublishCommand.class,
      KeyCommand.class
    })
final class AdminCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "a command is missing");
  }
}
