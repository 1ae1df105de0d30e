package io.edgemq.ops;

import io.edgemq.cluster.directory.DocumentName;
import io.edgemq.ops.settings.NodeSettings;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `edgemq admin remove`: puts a version that says that there is nothing any more.
@Command(
    name = "remove",
    description = {
      "Removes a plan, tenant, endpoint or destination; one of the configuration, too, for all nodes"
          + " on this object store. Committed data stays.",
      "Running nodes cut off the clients of a removed tenant or endpoint when they next look"
          + " (control.reread)."
    })
final class DocumentRemoveCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;
  @Mixin private final SettingsOptions options = new SettingsOptions();
  @Mixin private final DocumentOptions document = new DocumentOptions();
  @Mixin private final DocumentOptions.Expected expected = new DocumentOptions.Expected();

  @Override
  public Integer call() throws IOException {
    DocumentName name = document.name();
    Optional<NodeSettings> settings = options.load(Main.err(spec));
    if (settings.isEmpty()) {
      return Main.USAGE;
    }
    return document.told(
        name,
        "is removed",
        DocumentOptions.admin(settings.get())
            .remove(name, expected.version(), DocumentOptions.user()));
  }
}
