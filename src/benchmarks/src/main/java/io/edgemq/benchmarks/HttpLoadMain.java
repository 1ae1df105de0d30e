package io.edgemq.benchmarks;

import io.edgemq.ops.load.Credentials;
import io.edgemq.ops.load.LoadPlan;
import io.edgemq.ops.load.LoadReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Posts batches of lines to a node over HTTP and prints what it took, as one line of JSON: rates,
/// latencies of the 202, the generator's own CPU time per record and, given its process id, the
/// server's. Exit code 1 if a connection failed or a request was not answered with 202.
@Command(
    name = "http-load",
    mixinStandardHelpOptions = true,
    description = "Posts lines over HTTP and reports rates, latencies and CPU time per record.")
public final class HttpLoadMain implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private LoadOptions load = new LoadOptions();

  @Option(names = "--port", defaultValue = "8080", description = "Port (${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--target", defaultValue = "/ingest", description = "Path (${DEFAULT-VALUE}).")
  private String target = "";

  @Option(
      names = "--connections",
      defaultValue = "16",
      description = "Connections (${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--window",
      defaultValue = "1",
      description = "Unanswered requests per connection (${DEFAULT-VALUE}).")
  private int window;

  @Option(
      names = "--batch",
      defaultValue = "100",
      description = "Lines of a request (${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--size",
      defaultValue = "120",
      description = "Bytes of a line, at least 100 (${DEFAULT-VALUE}).")
  private int size;

  @Option(names = "--key", required = true, description = "API key.")
  private String key = "";

  /// Runs the program.
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new HttpLoadMain()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    LoadOptions.Measured measured = load.run(this::plan);
    LoadReport report = measured.report();
    CpuMeter meter = measured.meter();
    PrintWriter out = spec.commandLine().getOut();
    out.println(json(report, meter));
    out.flush();
    boolean isSound =
        report.connected() == connections && report.failed() == 0 && report.rejected() == 0;
    if (!isSound) {
      spec.commandLine()
          .getErr()
          .printf(
              "connected %d of %d, failed %d, other answers than 202: %s%n",
              report.connected(), connections, report.failed(), report.refused());
    }
    return isSound ? 0 : 1;
  }

  private LoadPlan plan(Duration duration) {
    return LoadPlan.to(load.host(), port, new PaddedReadings(size))
        .http(target, batch)
        .connections(connections)
        .window(window)
        .credentials(Credentials.of("", key))
        .duration(duration)
        .build();
  }

  private static String json(LoadReport report, CpuMeter meter) {
    long counted = Math.max(1, report.acknowledged());
    Histogram answer = report.answerMicros();
    double serverMicros = meter.serverMicros().orElse(Double.NaN) / counted;
    return String.format(
        Locale.ROOT,
        "{\"sent\":%d,\"acked\":%d,\"requests\":%d,\"seconds\":%.3f,\"rate\":%.1f,"
            + "\"p50_us\":%d,\"p99_us\":%d,\"p99_9_us\":%d,"
            + "\"generator_cpu_us\":%.4f,\"server_cpu_us\":%s}",
        report.sent(),
        report.acknowledged(),
        answer.getTotalCount(),
        report.publishing().toNanos() / 1e9,
        report.acknowledgedPerSecond(),
        answer.getValueAtPercentile(50),
        answer.getValueAtPercentile(99),
        answer.getValueAtPercentile(99.9),
        meter.generatorMicros() / counted,
        Double.isNaN(serverMicros) ? "null" : String.format(Locale.ROOT, "%.4f", serverMicros));
  }
}
