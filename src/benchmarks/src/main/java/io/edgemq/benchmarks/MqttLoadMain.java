package io.edgemq.benchmarks;

import io.edgemq.ops.load.Credentials;
import io.edgemq.ops.load.FixedMessages;
import io.edgemq.ops.load.LoadPlan;
import io.edgemq.ops.load.LoadReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Loads an MQTT server, any, and prints what it took: rates, PUBACK latencies, the generator's own
/// CPU time per message and, given its process id, the server's. Exit code 1 if a connection was
/// refused or failed, or a PUBACK was not in order.
@Command(
    name = "mqtt-load",
    mixinStandardHelpOptions = true,
    description = "Publishes over MQTT and reports rates, latencies and CPU time per message.")
public final class MqttLoadMain implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private LoadOptions load = new LoadOptions();

  @Option(
      names = "--port",
      split = ",",
      defaultValue = "1883",
      description = "Port (${DEFAULT-VALUE}); several with commas, each connection takes any.")
  private List<Integer> ports = List.of();

  @Option(
      names = "--connections",
      defaultValue = "100",
      description = "Clients (${DEFAULT-VALUE}).")
  private int connections;

  @Option(
      names = "--window",
      defaultValue = "64",
      description = "Unacknowledged messages per client (${DEFAULT-VALUE}).")
  private int window;

  @Option(names = "--size", defaultValue = "100", description = "Payload bytes (${DEFAULT-VALUE}).")
  private int size;

  @Option(names = "--qos", defaultValue = "1", description = "0 or 1 (${DEFAULT-VALUE}).")
  private int qos;

  @Option(names = "--username", defaultValue = "load", description = "A label (${DEFAULT-VALUE}).")
  private String username = "";

  @Option(names = "--key", defaultValue = "", description = "API key; without it no credentials.")
  private String key = "";

  @Option(
      names = "--keys",
      defaultValue = "1",
      description =
          "So many keys in turn, for as many endpoints: KEY0, KEY1, … (${DEFAULT-VALUE}).")
  private int keys;

  @Option(names = "--rate", defaultValue = "0", description = "Messages a second; 0: all it takes.")
  private double rate;

  @Option(names = "--threads", defaultValue = "1", description = "Threads (${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--protocol",
      defaultValue = "4",
      description = "4 (MQTT 3.1.1) or 5 (${DEFAULT-VALUE}).")
  private int protocol;

  @Option(names = "--json", description = "One JSON line instead of the table.")
  private boolean json;

  /// Runs the program.
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new MqttLoadMain()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    LoadOptions.Measured measured = load.run(this::plan);
    LoadReport report = measured.report();
    CpuMeter meter = measured.meter();
    long counted = Math.max(1, qos == 0 ? report.sent() : report.acknowledged());
    double generatorMicros = meter.generatorMicros() / counted;
    OptionalDouble server = meter.serverMicros();
    OptionalDouble serverMicros =
        server.isPresent() ? OptionalDouble.of(server.getAsDouble() / counted) : server;
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        json
            ? json(report, generatorMicros, serverMicros)
            : table(report, generatorMicros, serverMicros));
    out.flush();
    boolean sound =
        report.connected() == connections && report.failed() == 0 && report.faults() == 0;
    return sound ? 0 : 1;
  }

  private LoadPlan plan(Duration duration) {
    var random = new Random(1); // so that each endpoint has clients on all nodes
    return LoadPlan.to(
            load.host(), () -> ports.get(random.nextInt(ports.size())), new FixedMessages(size))
        .connections(connections)
        .threads(threads)
        .window(window)
        .qos(qos)
        .protocolLevel(protocol)
        .credentials(this::credentials)
        .duration(duration)
        .messagesPerSecond(rate)
        .build();
  }

  private Credentials credentials(int number) {
    if (key.isEmpty()) {
      return Credentials.none();
    }
    return Credentials.of(username, keys == 1 ? key : key + number % keys);
  }

  private double rateOf(LoadReport report) {
    return qos == 0 ? report.sentPerSecond() : report.acknowledgedPerSecond();
  }

  private String table(LoadReport report, double generatorMicros, OptionalDouble serverMicros) {
    try (Formatter text = new Formatter(Locale.ROOT)) {
      text.format("connected                %d of %d", report.connected(), connections)
          .format(" in %.2f s%n", seconds(report.connecting()))
          .format("refused by code          %s%n", report.refused())
          .format("failed, faults           %d, %d%n", report.failed(), report.faults())
          .format("sent                     %,d", report.sent())
          .format(" in %.2f s%n", seconds(report.publishing()))
          .format("acknowledged             %,d%n", report.acknowledged())
          .format("rate                     %,.0f messages/s%n", rateOf(report))
          .format("PUBACK                   %s%n", percentiles(report.answerMicros()));
      if (rate > 0) {
        text.format("since due                %s%n", percentiles(report.sinceDueMicros()))
            .format("due, not sent            %,d%n", report.overdue());
      }
      text.format("generator CPU            %.3f µs/message", generatorMicros);
      if (serverMicros.isPresent()) {
        text.format("%nserver CPU               %.3f µs/message", serverMicros.getAsDouble());
      }
      return text.toString();
    }
  }

  private String json(LoadReport report, double generatorMicros, OptionalDouble serverMicros) {
    Histogram puback = report.answerMicros();
    Histogram due = report.sinceDueMicros();
    return String.format(
        Locale.ROOT,
        "{\"connected\":%d,\"failed\":%d,\"faults\":%d,\"sent\":%d,\"acked\":%d,\"overdue\":%d,"
            + "\"seconds\":%.3f,\"rate\":%.1f,\"p50_us\":%d,\"p99_us\":%d,\"p99_9_us\":%d,"
            + "\"due_p50_us\":%d,\"due_p99_us\":%d,\"due_p99_9_us\":%d,"
            + "\"generator_cpu_us\":%.4f,\"server_cpu_us\":%s}",
        report.connected(),
        report.failed(),
        report.faults(),
        report.sent(),
        report.acknowledged(),
        report.overdue(),
        seconds(report.publishing()),
        rateOf(report),
        puback.getValueAtPercentile(50),
        puback.getValueAtPercentile(99),
        puback.getValueAtPercentile(99.9),
        due.getValueAtPercentile(50),
        due.getValueAtPercentile(99),
        due.getValueAtPercentile(99.9),
        generatorMicros,
        serverMicros.isPresent()
            ? String.format(Locale.ROOT, "%.4f", serverMicros.getAsDouble())
            : "null");
  }

  private static String percentiles(Histogram micros) {
    return String.format(
        Locale.ROOT,
        "p50 %,d   p99 %,d   p99.9 %,d   max %,d µs",
        micros.getValueAtPercentile(50),
        micros.getValueAtPercentile(99),
        micros.getValueAtPercentile(99.9),
        micros.getMaxValue());
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
