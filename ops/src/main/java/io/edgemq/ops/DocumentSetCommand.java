package io.edgemq.ops;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `edgemq admin set`: puts the next version of a document.
@Command(
    name = "set",
    description = {
      "Puts the next version of a plan, tenant, endpoint or destination; the whole of it, checked"
          + " before.",
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

  @Override
  public Integer call() throws IOException {
    return document.change(
        options,
        "is set",
        (admin, name) -> admin.set(name, json(), expected.version(), DocumentOptions.user()));
  }

  private byte[] json() throws IOException {
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      return in.readNBytes(BYTES_READ_MAX);
    }
  }
}
