package io.edgemq.ops;

import io.edgemq.ops.node.Node;
import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.SettingsLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `edgemq start`: a node in the foreground, until it is told to stop (SIGTERM, Ctrl-C).
@Command(
    name = "start",
    description =
        "Starts a node in the foreground. Once it serves, the last line on stdout says where:"
            + " edgemq ready mqtt=HOST:PORT … data=DIR",
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq start",
      "  edgemq start --config edge.conf",
      "  edgemq start --config edge.conf -D mqtt.port=0 -D data-dir=/var/lib/edgemq",
      "  edgemq start -D seal.age=5s -D object-store.folder.path=/mnt/bucket",
      "",
      "Settings and their defaults: ops/src/main/resources/reference.conf"
    })
final class StartCommand implements Callable<Integer> {
  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "HOCON file with edgemq { … } in it; without it, everything is at its default")
  private @Nullable Path config;

  @Option(
      names = "-D",
      paramLabel = "key=value",
      description =
          "A setting, before the file; may be given often. The leading edgemq. may be left out")
  private List<String> overrides = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    Path file = config;
    LoadedSettings loaded =
        file == null ? SettingsLoader.load(overrides) : SettingsLoader.load(file, overrides);
    return switch (loaded) {
      case LoadedSettings.Faulty(List<String> faults) -> refuse(faults);
      case LoadedSettings.Valid(NodeSettings settings) -> serve(settings);
    };
  }

  private int refuse(List<String> faults) {
    PrintWriter err = Main.err(spec);
    err.println("edgemq: %d %s".formatted(faults.size(), faults.size() == 1 ? "fault" : "faults"));
    faults.forEach(it -> err.println("  " + it));
    err.flush();
    return Main.USAGE;
  }

  private int serve(NodeSettings settings) throws Exception {
    Node node = Node.start(settings);
    PrintWriter out = Main.out(spec);
    out.println(node.readyLine());
    out.flush();
    node.awaitTermination();
    return Main.OK;
  }
}
