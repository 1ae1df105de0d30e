package io.edgemq.ops;

import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `edgemq admin key revoke`: ends a key.
@Command(
    name = "revoke",
    description = {
      "Revokes a key for ever; one of the configuration, too, for all nodes on this object store.",
      "Nodes close the connections of its clients when they next look (control.reread)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq admin key revoke --config edge.conf --tenant acme --name device-7",
      "  edgemq admin key revoke --url http://127.0.0.1:8558 --tenant acme --name device-7"
    })
final class KeyRevokeCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;
  @Mixin private final AdminOptions options = new AdminOptions();

  @ArgGroup(multiplicity = "1")
  private final KeyOwner owner = new KeyOwner();

  @Option(names = "--name", paramLabel = "NAME", required = true, description = "Which key")
  private String name = "";

  @Override
  public Integer call() throws IOException {
    return options.run(admin -> {
      switch (admin.revokeKey(new KeyName(owner.tenant(), name))) {
        case DONE -> Main.out(spec).println("Key %s of %s is revoked".formatted(name, owner));
        case BEFORE ->
            Main.out(spec).println("Key %s of %s was revoked already".formatted(name, owner));
        case NO_KEY ->
            throw new IOException(
                "%s has no key %s: see edgemq admin key list".formatted(owner, name));
      }
      Main.out(spec).flush();
      return Main.OK;
    });
  }
}
