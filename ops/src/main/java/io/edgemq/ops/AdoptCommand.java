package io.edgemq.ops;

import io.edgemq.ops.adopt.Adoption;
import io.edgemq.ops.adopt.AdoptionSummary;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.tools.Progress;
import io.edgemq.ops.tools.StandardStream;
import io.edgemq.storage.wal.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `edgemq adopt`: ships what a node left on its disk that will not come back.
@Command(
    name = "adopt",
    description = {
      "Ships what is left in the data directory of a node that does not run, as the node itself would"
          + " after its next start: to the object store, region and endpoints of these settings,"
          + " under the instance that wrote it. What is shipped is deleted from the directory. May be"
          + " broken off and run again, also while the node is back with another copy of its disk.",
      "Exit code 1 if something is left that could not be shipped, or a damaged file was found."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq adopt --data /mnt/rescued/data --config edge.conf",
      "  edgemq adopt --data /mnt/rescued/data -D object-store.folder.path=/mnt/bucket"
    })
final class AdoptCommand implements Callable<Integer> {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      required = true,
      description = "The data directory, or a copy of it")
  private Path data = Path.of("");

  @Mixin private final SettingsOptions options = new SettingsOptions();

  @Option(names = "--json", description = "One JSON object instead of the table")
  private boolean isJson;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Optional<NodeSettings> settings = options.load(Main.err(spec));
    return settings.isEmpty() ? Main.USAGE : adopt(settings.get());
  }

  private int adopt(NodeSettings settings) throws IOException, InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    Path spills = Files.createTempDirectory("edgemq-adopt");
    AdoptionSummary summary;
    try (var _ = new QuietLog();
        DataDirectory rescued = DataDirectory.openExisting(data);
        Progress progress = Progress.on(Main.err(spec), "Adopting", "segments", 1)) {
      summary = new Adoption(settings, rescued, spills, PAUSE).run(progress);
    } finally {
      Files.deleteIfExists(spills);
    }
    if (isJson) {
      Main.out(spec).println(summary.json());
    } else {
      summary.lines(StandardStream.OUT.width(command)).forEach(Main.out(spec)::println);
    }
    Main.out(spec).flush();
    return summary.isComplete() ? Main.OK : Main.FAULT;
  }
}
