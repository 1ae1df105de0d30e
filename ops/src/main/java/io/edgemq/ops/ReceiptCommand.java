package io.edgemq.ops;

import io.edgemq.cluster.directory.LiveDirectory;
import io.edgemq.cluster.directory.ViewDocuments;
import io.edgemq.ops.node.Node;
import io.edgemq.ops.node.SegmentShipping;
import io.edgemq.ops.receipt.Fate;
import io.edgemq.ops.receipt.FateText;
import io.edgemq.ops.receipt.ReceiptLookup;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.Receipt;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `edgemq receipt`: what became of a message.
@Command(
    name = "receipt",
    description = {
      "Says what became of the message of a receipt: whether it is in the log on this disk, in an open"
          + " or a sealed segment, or committed, in which objects, and what each view made of it.",
      "Exit code 1 if the message is neither in the object store nor on this disk."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq receipt acme/plant/3f2a9c41d0b7e865/1/12/4096 --config edge.conf",
      "  edgemq receipt --json acme/plant/3f2a9c41d0b7e865/2-1/12/4096",
      "",
      "The receipt is the user property of that name in PUBACK; over HTTP it is made of tenant,"
          + " endpoint, instance, epoch (with the partition and - before it, if there is one), segment"
          + " and offset in the answer."
    })
final class ReceiptCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;
  @Mixin private final SettingsOptions options = new SettingsOptions();

  @Parameters(paramLabel = "RECEIPT", description = Receipt.FORM)
  private String receipt = "";

  @Option(names = "--json", description = "One JSON document instead of text")
  private boolean isJson;

  @Override
  public Integer call() throws IOException {
    LogPosition position =
        Receipt.parse(receipt)
            .orElseThrow(() ->
                new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "'%s' is no receipt; allowed: %s".formatted(receipt, Receipt.FORM)));
    Optional<NodeSettings> settings = options.load(Main.err(spec));
    if (settings.isEmpty()) {
      return Main.USAGE;
    }
    Fate fate;
    try (var _ = new QuietLog()) {
      fate = lookup(settings.get()).find(position);
    }
    var text = new FateText(receipt, fate);
    if (isJson) {
      Main.out(spec).println(text.json());
    } else {
      text.lines().forEach(Main.out(spec)::println);
    }
    Main.out(spec).flush();
    return fate instanceof Fate.Unknown ? Main.FAULT : Main.OK;
  }

  private static ReceiptLookup lookup(NodeSettings settings) throws IOException {
    ObjectStore store = Node.objectStore(settings);
    InstantSource clock = InstantSource.system();
    var directory = new LiveDirectory(settings.declared(), store, clock);
    directory.refresh();
    return new ReceiptLookup(
        settings.dataDir(),
        SegmentShipping.stores(settings, store, directory, clock),
        new ViewDocuments(store),
        new ObjectKeys(settings.region()));
  }
}
