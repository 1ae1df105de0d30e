package io.edgemq.ops;

import io.edgemq.cluster.directory.DirectoryAdmin;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.DocumentName;
import io.edgemq.ops.api.DestinationCheck;
import io.edgemq.ops.settings.NodeSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `edgemq admin set`: puts the next version of a document.
@Command(
    name = "set",
    description = {
      "Puts the next version of a plan, tenant, endpoint or destination; the whole of it, checked"
          + " before. A destination is tried from here first: see admin check.",
      "Running nodes take it when they next look (control.reread)."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq admin set endpoints acme/plant plant.json --config edge.conf",
      "  echo '{\"plan\": \"pro\"}' | edgemq admin set tenants globex - --config edge.conf"
    })
final class DocumentSetCommand implements Callable<Integer> {
  /// More than a document may have; what is longer is refused as too long.
  private static final int BYTES_READ_MAX = 1 << 20;

  @Mixin private final SettingsOptions options = new SettingsOptions();
  @Mixin private final DocumentOptions document = new DocumentOptions();
  @Mixin private final DocumentOptions.Expected expected = new DocumentOptions.Expected();

  @Parameters(index = "2", paramLabel = "FILE", description = "JSON; - for standard input")
  private String file = "";

  @Option(
      names = "--no-check",
      description = "Put a destination without trying from here whether it can be used")
  private boolean isUnchecked;

  @Override
  public Integer call() throws IOException {
    DocumentName name = document.name(); // wrong usage before anything is read
    byte[] json = json();
    return document.change(
        options,
        "set",
        "is set",
        (settings, admin) -> doubts(name, settings, admin, json),
        (admin, _) -> admin.set(name, json, expected.version(), CommandAudit.user()));
  }

  private List<String> doubts(
      DocumentName name, NodeSettings settings, DirectoryAdmin admin, byte[] json) {
    if (isUnchecked || name.kind() != DocumentKind.DESTINATIONS) {
      return List.of();
    }
    List<String> faults =
        admin
            .destination(json)
            .map(it -> DestinationCheck.faults(settings, it))
            .orElse(List.of()); // what it is instead, the change says
    if (faults.isEmpty()) {
      return faults;
    }
    var doubts = new ArrayList<>(faults);
    doubts.add("with --no-check it is put nevertheless");
    return doubts;
  }

  private byte[] json() throws IOException {
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      return in.readNBytes(BYTES_READ_MAX);
    }
  }
}
