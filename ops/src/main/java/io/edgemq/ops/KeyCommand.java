package io.edgemq.ops;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `edgemq admin key`: the API keys that lie in the object store.
@Command(
    name = "key",
    description = {
      "Makes, lists and revokes API keys. They lie in the object store, only as their SHA-256;"
          + " running nodes look there every second (control.reread).",
      "The settings of the nodes are needed, which say which object store and which tenants, or the"
          + " address of a node (--url)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq admin key create --config edge.conf --tenant acme --name device-7 --endpoint plant",
      "  edgemq admin key create --config edge.conf --tenant acme --name fair --expires 3d",
      "  edgemq admin key create --config edge.conf --operator --name ops --scope admin",
      "  edgemq admin key list --config edge.conf",
      "  edgemq admin key list --url http://127.0.0.1:8558",
      "  edgemq admin key revoke --config edge.conf --tenant acme --name device-7"
    },
    subcommands = {KeyCreateCommand.class, KeyListCommand.class, KeyRevokeCommand.class})
final class KeyCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "a command is missing");
  }
}
