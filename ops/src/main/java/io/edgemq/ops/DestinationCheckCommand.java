package io.edgemq.ops;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.cluster.directory.DirectoryAdmin;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.DocumentName;
import io.edgemq.ops.api.DestinationCheck;
import io.edgemq.ops.settings.NodeSettings;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/// `edgemq admin check`: tries whether a destination can be used.
@Command(
    name = "check",
    description = {
      "Tries a destination with a small object: lists, writes, reads, writes once more, which has to be"
          + " refused, and deletes it. Says which permission is missing.",
      "It is tried from here, with what this process has for credentials. Exit code 1 if something is"
          + " wrong."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  edgemq admin check destinations globex/lake --config edge.conf"})
final class DestinationCheckCommand implements Callable<Integer> {
  @Mixin private final SettingsOptions options = new SettingsOptions();
  @Mixin private final DocumentOptions document = new DocumentOptions();

  @Override
  public Integer call() throws IOException {
    DocumentName name = document.name();
    if (name.kind() != DocumentKind.DESTINATIONS) {
      throw new ParameterException(
          Objects.requireNonNull(document.spec).commandLine(),
          "KIND: only destinations can be checked");
    }
    Optional<NodeSettings> settings = options.load(Main.err(document.spec));
    if (settings.isEmpty()) {
      return Main.USAGE;
    }
    DirectoryAdmin admin = DocumentOptions.admin(settings.get());
    Optional<Destination> destination = admin.destination(name);
    if (destination.isEmpty()) {
      throw new IOException("there is no " + name);
    }
    List<String> faults = DestinationCheck.faults(settings.get(), destination.get());
    if (faults.isEmpty()) {
      Main.out(document.spec).println(name + " can be used");
      Main.out(document.spec).flush();
      return Main.OK;
    }
    DocumentOptions.print(Main.err(document.spec), name + " cannot be used:", faults);
    return Main.FAULT;
  }
}
