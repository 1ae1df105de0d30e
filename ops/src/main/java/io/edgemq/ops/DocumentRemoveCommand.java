package io.edgemq.ops;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `edgemq admin remove`: puts a version that says that there is nothing any more.
@Command(
    name = "remove",
    description = {
      "Removes a plan, tenant, endpoint or destination; one of the configuration, too, for all nodes"
          + " on this object store. Committed data stays.",
      "Running nodes cut off the clients of a removed tenant or endpoint when they next look"
          + " (control.reread)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq admin remove endpoints acme/plant --config edge.conf",
      "  edgemq admin remove tenants globex --expect 3 --url http://127.0.0.1:8558"
    })
final class DocumentRemoveCommand implements Callable<Integer> {
  @Mixin private final AdminOptions options = new AdminOptions();
  @Mixin private final DocumentOptions document = new DocumentOptions();
  @Mixin private final DocumentOptions.Expected expected = new DocumentOptions.Expected();

  @Override
  public Integer call() throws IOException {
    return document.change(
        options, "is removed", (admin, name) -> admin.remove(name, expected.version()));
  }
}
