package io.edgemq.ops;

import io.edgemq.cluster.directory.KeyDocuments;
import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.ops.node.Node;
import io.edgemq.ops.settings.NodeSettings;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
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
    footer = {"  edgemq admin key revoke --config edge.conf --tenant acme --name device-7"})
final class KeyRevokeCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;
  @Mixin private final SettingsOptions options = new SettingsOptions();

  @ArgGroup(multiplicity = "1")
  private final KeyOwner owner = new KeyOwner();

  @Option(names = "--name", paramLabel = "NAME", required = true, description = "Which key")
  private String name = "";

  @Override
  public Integer call() throws IOException {
    Optional<NodeSettings> settings = options.load(Main.err(spec));
    if (settings.isEmpty()) {
      return Main.USAGE;
    }
    var documents = new KeyDocuments(Node.objectStore(settings.get()));
    var key = new KeyName(owner.tenant(), name);
    boolean isDeclared =
        settings.get().declared().directory().keys().stream()
            .anyMatch(it -> new KeyName(it.tenant(), it.name()).equals(key));
    if (!isDeclared && !documents.keys().contains(key)) {
      throw new IOException("%s has no key %s: see edgemq admin key list".formatted(owner, name));
    }
    boolean isNew =
        new CommandAudit(settings.get())
            .change(
                "revoke-key",
                "keys/%s/%s".formatted(key.tenant(), name),
                () -> documents.revoke(key, InstantSource.system().instant()),
                done -> done ? CommandAudit.Noted.DONE : CommandAudit.Noted.REFUSED);
    Main.out(spec)
        .println(
            "Key %s of %s %s".formatted(name, owner, isNew ? "is revoked" : "was revoked already"));
    Main.out(spec).flush();
    return Main.OK;
  }
}
