package io.edgemq.ops;

import io.edgemq.ops.logging.LogOutput;
import io.edgemq.ops.node.Node;
import io.edgemq.ops.settings.NodeSettings;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
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
  @Mixin private final SettingsOptions options = new SettingsOptions();

  @Override
  public Integer call() throws Exception {
    Optional<NodeSettings> settings = options.load(Main.err(spec));
    return settings.isEmpty() ? Main.USAGE : serve(settings.get());
  }

  private int serve(NodeSettings settings) throws Exception {
    LogOutput.use(settings.monitoring().logFormat());
    Node node = Node.start(settings);
    PrintWriter out = Main.out(spec);
    out.println(node.readyLine());
    out.flush();
    node.awaitTermination();
    return Main.OK;
  }
}
