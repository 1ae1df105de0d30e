package io.edgemq.ops;

import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.DocumentName;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
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
      "It is tried from here, with what this process has for credentials; with --url from the node,"
          + " with the node's. Exit code 1 if something is wrong."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq admin check destinations globex/lake --config edge.conf",
      "  edgemq admin check destinations globex/lake --url http://127.0.0.1:8558"
    })
final class DestinationCheckCommand implements Callable<Integer> {
  @Mixin private final AdminOptions options = new AdminOptions();
  @Mixin private final DocumentOptions document = new DocumentOptions();

  @Override
  public Integer call() throws IOException {
    DocumentName name = document.name();
    if (name.kind() != DocumentKind.DESTINATIONS) {
      throw new ParameterException(
          Objects.requireNonNull(document.spec).commandLine(),
          "KIND: only destinations can be checked");
    }
    return options.run(admin -> {
      List<String> faults = admin.check(name);
      if (faults.isEmpty()) {
        Main.out(document.spec).println(name + " can be used");
        Main.out(document.spec).flush();
        return Main.OK;
      }
      AdminOptions.print(document.spec, name + " cannot be used:", faults);
      return Main.FAULT;
    });
  }
}
