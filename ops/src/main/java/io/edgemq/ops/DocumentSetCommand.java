package io.edgemq.ops;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
          + " before. A destination is tried first, from here or from the node: see admin check.",
      "Running nodes take it when they next look (control.reread).",
      "Members of a tenant: plan, and limits in place of the plan's. Of an endpoint, {} is one:"
          + " outputs (segment, parquet, views), views (NAME/vN, published before), sealBytes,"
          + " sealAgeMs, sealBytesMax, partitions, ack (durable, committed), destination. Of a plan:"
          + " connectionsMax, qosMax, messagesPerSecond, bytesPerSecond, burstMs, messageBytesMax,"
          + " topics, closeOnForbiddenTopic. Of a destination: kind (folder, s3), path, or bucket and"
          + " what belongs to one. All of it: docs/format/control.md."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo '{\"outputs\": [\"segment\", \"views\"], \"views\": [\"readings/v1\"]}' > plant.json",
      "  edgemq admin set endpoints acme/plant plant.json --config edge.conf",
      "  echo '{\"plan\": \"pro\"}' | edgemq admin set tenants globex - --config edge.conf",
      "  edgemq admin set endpoints acme/plant plant.json --url http://127.0.0.1:8558"
    })
final class DocumentSetCommand implements Callable<Integer> {
  /// More than a document may have; what is longer is refused as too long.
  private static final int BYTES_READ_MAX = 1 << 20;

  @Mixin private final AdminOptions options = new AdminOptions();
  @Mixin private final DocumentOptions document = new DocumentOptions();
  @Mixin private final DocumentOptions.Expected expected = new DocumentOptions.Expected();

  @Parameters(index = "2", paramLabel = "FILE", description = "JSON; - for standard input")
  private String file = "";

  @Option(
      names = "--no-check",
      description = "Put a destination without trying whether it can be used")
  private boolean isUnchecked;

  @Override
  public Integer call() throws IOException {
    document.name(); // wrong usage before anything is read
    byte[] json = json();
    return document.change(
        options,
        "is set",
        (admin, name) ->
            isUnchecked
                ? admin.setUntried(name, json, expected.version())
                : admin.set(name, json, expected.version()));
  }

  private byte[] json() throws IOException {
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      return in.readNBytes(BYTES_READ_MAX);
    }
  }
}
