package io.edgemq.ops;

import io.edgemq.ops.demo.Demo;
import io.edgemq.ops.demo.DemoPlan;
import io.edgemq.ops.demo.DemoSummary;
import io.edgemq.ops.tools.StandardStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `edgemq demo`: shows within half a minute that nothing acknowledged is lost.
@Command(
    name = "demo",
    description = {
      "Starts a node on a free loopback port, publishes to it over MQTT and HTTP as fast as it"
          + " acknowledges, stops it, and proves that every acknowledged message is in committed segments.",
      "Exit code 0 only if every one was found. The files stay, so that you can look at them."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq demo",
      "  edgemq demo --seconds 20 --clients 200 --dir /var/tmp/edgemq-demo"
    })
final class DemoCommand implements Callable<Integer> {
  private static final int SECONDS_MAX = 60;
  private static final int CLIENTS_MAX = 1000;
  private static final DateTimeFormatter FOLDER_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneId.systemDefault());

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How long to publish, 1 to 60 (${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "50",
      description = "MQTT clients, 1 to 1000 (${DEFAULT-VALUE})")
  private int clients;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where the node keeps its files; new or empty (default: data/demo-DATE-TIME). The disk"
              + " below it is what is measured, so no tmpfs")
  private @Nullable Path folder;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireRange("--seconds", seconds, SECONDS_MAX);
    requireRange("--clients", clients, CLIENTS_MAX);
    var plan = new DemoPlan(emptyFolder(), Duration.ofSeconds(seconds), clients);
    try (var _ = new QuietLog();
        var _ = new Interruption(Main.err(spec), plan.folder())) {
      DemoSummary summary = new Demo(plan, Main.err(spec)).run();
      print(summary);
      return summary.isProof() ? Main.OK : Main.FAULT;
    }
  }

  private void print(DemoSummary summary) {
    PrintWriter out = Main.out(spec);
    Main.err(spec).println();
    Main.err(spec).flush();
    (StandardStream.OUT.isColoured() ? summary.colouredLines() : summary.lines())
        .forEach(out::println);
    out.flush();
  }

  private void requireRange(String option, int value, int max) {
    if (value < 1 || value > max) {
      throw wrong("%s is %d; allowed: 1 to %d".formatted(option, value, max));
    }
  }

  /// The folder, absolute, made if need be.
  private Path emptyFolder() throws IOException {
    Path chosen = folder;
    if (chosen == null) {
      chosen = Path.of("data", "demo-" + FOLDER_TIME.format(InstantSource.system().instant()));
    }
    if (Files.exists(chosen) && !isEmpty(chosen)) {
      throw wrong("--dir " + chosen + " is not an empty folder; allowed: a new or empty one");
    }
    return Files.createDirectories(chosen).toAbsolutePath().normalize();
  }

  private static boolean isEmpty(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    }
  }

  private ParameterException wrong(String what) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), what);
  }

  /// Tells where the files are if the demo is told to stop (Ctrl-C); the node then stops in order.
  private static final class Interruption implements AutoCloseable {
    private final Thread hook;

    Interruption(PrintWriter err, Path folder) {
      hook =
          new Thread(() -> {
            err.println();
            err.println("edgemq: told to stop; what there is so far stays in " + folder);
            err.flush();
          });
      Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException _) {
        // It is running.
      }
    }
  }
}
