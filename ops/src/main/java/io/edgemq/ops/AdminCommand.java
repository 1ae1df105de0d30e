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
      "With --config in the object store itself, whether or not nodes run: the settings of the nodes"
          + " say which store, and what is declared. With --url through the management API of a node.",
      "For --url the variable EDGEMQ_API_KEY holds a key: one of the operator, or of a tenant for what"
          + " is its own; its scope is admin, or read for looking at things."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq admin list --config edge.conf",
      "  edgemq admin show endpoints acme/plant --history --config edge.conf",
      "  edgemq admin set endpoints acme/plant plant.json --config edge.conf",
      "  edgemq admin remove tenants globex --config edge.conf",
      "  edgemq admin key create --config edge.conf --tenant acme --name device-7",
      "  edgemq admin list --url http://127.0.0.1:8558"
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
