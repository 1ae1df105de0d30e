package io.edgemq.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.ops.gen.FaultShares;
import io.edgemq.ops.gen.GenPlan;
import io.edgemq.ops.gen.GenSummary;
import io.edgemq.ops.gen.GenTarget;
import io.edgemq.ops.gen.GenTarget.Scheme;
import io.edgemq.ops.gen.Generation;
import io.edgemq.ops.gen.Schemas;
import io.edgemq.ops.gen.TopicTemplate;
import io.edgemq.ops.tools.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `edgemq gen`: devices that publish plausible JSON.
@Command(
    name = "gen",
    description = {
      "Publishes what devices of a schema would: JSON whose values wander, sessions, tracks on a map,"
          + " states of machines. Every client is a device with a connection of its own, and sends"
          + " --lines messages every --interval seconds, until --count or --seconds is reached or it"
          + " is told to stop (Ctrl-C): then it waits for the last answers and sums up.",
      "Faults on purpose are shares of the messages. The view that --print-view prints makes typed"
          + " rows of what is sent; the summary says how many dead letters it will have.",
      "Exit code 0 only if all that was sent is acknowledged (with --qos 0: if all clients left in"
          + " order); 1 if not, or a client was refused or got no connection; 130 after Ctrl-C."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  edgemq gen --print-view iot_sensors > iot_sensors.yaml",
      "  export EDGEMQ_API_KEY=ing_live_...",
      "  edgemq gen --view-schema iot_sensors --mqtt-url mqtt://127.0.0.1:1883",
      "  edgemq gen --clients 500 --lines 20 --shape burst --seconds 60",
      "  edgemq gen --rate 5000 --clients 50 --count 100000 --drift 0.01",
      "  edgemq gen --transport http --http-url http://127.0.0.1:8080 --lines 200",
      "  edgemq gen --mqtt-url mqtts://ingest.example.com:8883 --ca ca.pem --json"
    })
final class GenCommand implements Callable<Integer> {
  private static final List<Scheme> MQTT_SCHEMES =
      List.of(Scheme.MQTT, Scheme.MQTTS, Scheme.WS, Scheme.WSS);
  private static final List<Scheme> HTTP_SCHEMES = List.of(Scheme.HTTP, Scheme.HTTPS);
  private static final int CLIENTS_MAX = 100_000;
  private static final int LINES_MAX = 100_000;
  private static final double RATE_MAX = 10_000_000;
  private static final int DAY_SECONDS = 86_400;
  private static final int WINDOW_MAX = 65_535;

  /// How messages are sent.
  enum Transport {
    MQTT,
    HTTP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// For completion.
  static final class SchemaNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Schemas.names().iterator();
    }
  }

  @Spec @Nullable CommandSpec spec;

  @Option(
      names = "--view-schema",
      paramLabel = "SCHEMA",
      completionCandidates = SchemaNames.class,
      defaultValue = "iot_sensors",
      description =
          "What the devices are: iot_sensors, vehicles, clickstream, factory (${DEFAULT-VALUE})")
  private String schema = "";

  @Option(
      names = "--print-view",
      paramLabel = "SCHEMA",
      completionCandidates = SchemaNames.class,
      description = "Prints the definition of the view for a schema, YAML, and does nothing else")
  private @Nullable String printedView;

  @Option(
      names = "--clients",
      paramLabel = "N",
      defaultValue = "1",
      description = "Devices, each with a connection, 1 to 100000 (${DEFAULT-VALUE})")
  private int clients;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "Of what --lines counts, 0.001 to 86400 (${DEFAULT-VALUE})")
  private double interval;

  @Option(
      names = "--lines",
      paramLabel = "N",
      description =
          "Messages of every client in every interval, 1 to 100000 (default: 10). Over HTTP they go"
              + " in one request, in several of 5000 if there are more")
  private @Nullable Integer lines;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Instead of --lines: messages a second of all clients together")
  private @Nullable Double rate;

  @Option(
      names = "--shape",
      paramLabel = "SHAPE",
      defaultValue = "even",
      description =
          "even: spread over the interval; burst: all clients send at its beginning (${DEFAULT-VALUE})")
  private GenPlan.Shape shape = GenPlan.Shape.EVEN;

  @Option(names = "--count", paramLabel = "N", description = "Messages in all (default: no end)")
  private @Nullable Long count;

  @Option(names = "--seconds", paramLabel = "N", description = "How long to send (default: no end)")
  private @Nullable Double seconds;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "The same seed gives the same devices and the same faults (default: another one each time,"
              + " which the summary tells)")
  private @Nullable Long seed;

  @Mixin private final GenFaultOptions faults = new GenFaultOptions();

  @Option(
      names = "--transport",
      paramLabel = "TRANSPORT",
      defaultValue = "mqtt",
      description = "mqtt or http (${DEFAULT-VALUE})")
  private Transport transport = Transport.MQTT;

  @Option(
      names = "--mqtt-url",
      paramLabel = "URL",
      defaultValue = "mqtt://127.0.0.1:1883",
      description =
          "mqtt://, mqtts:// (TLS), ws:// or wss:// (WebSocket, path /mqtt if none is given), HOST:PORT"
              + " (${DEFAULT-VALUE})")
  private String mqttUrl = "";

  @Option(
      names = "--http-url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description =
          "http:// or https://, HOST:PORT, path /ingest if none is given (${DEFAULT-VALUE})")
  private String httpUrl = "";

  @Option(
      names = "--mqtt-topic",
      paramLabel = "TOPIC",
      defaultValue = "sensors/{schema}/{version}",
      description = {
        "Topic of the messages, with " + TopicTemplate.PLACEHOLDERS + " (${DEFAULT-VALUE})"
      })
  private String topic = "";

  @Option(
      names = "--qos",
      paramLabel = "N",
      defaultValue = "1",
      description = "QoS of MQTT, 0 or 1 (${DEFAULT-VALUE})")
  private int qos;

  @Option(
      names = "--window",
      paramLabel = "N",
      defaultValue = "64",
      description =
          "Most messages of a client without PUBACK, or requests without an answer, 1 to 65535"
              + " (${DEFAULT-VALUE})")
  private int window;

  @Mixin private final GenTlsOptions tls = new GenTlsOptions();

  @Mixin private final ApiKeyOption key = new ApiKeyOption();

  @Option(names = "--json", description = "The summary as one JSON object instead of a table")
  private boolean isJson;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (printedView != null) {
      requireSchema("--print-view", printedView);
      Main.out(spec).print(new String(Schemas.view(printedView), UTF_8));
      Main.out(spec).flush();
      return Main.OK;
    }
    GenPlan plan = plan();
    PrintWriter err = Main.err(spec);
    err.println("Sending to " + plan.target() + (hasEnd() ? "" : ", until Ctrl-C"));
    err.flush();
    var printed = new CountDownLatch(1);
    try {
      GenSummary summary = generated(plan, printed);
      if (isJson) {
        Main.out(spec).println(summary.json());
      } else {
        summary.lines().forEach(Main.out(spec)::println);
      }
      Main.out(spec).flush();
      return summary.isComplete() ? Main.OK : Main.FAULT;
    } finally {
      printed.countDown();
    }
  }

  private GenSummary generated(GenPlan plan, CountDownLatch printed)
      throws IOException, InterruptedException {
    boolean isOfSeconds = count == null && seconds != null;
    String unit = isOfSeconds ? "s" : "messages";
    try (Progress progress =
        Progress.on(Main.err(spec), "Publishing", unit, isOfSeconds ? 1_000 : 1)) {
      Generation generation = Generation.start(plan, progress, InstantSource.system());
      try (var _ = new Interruption(generation, printed)) {
        return generation.await();
      }
    }
  }

  private boolean hasEnd() {
    return count != null || seconds != null;
  }

  private GenPlan plan() throws IOException {
    requireSchema("--view-schema", schema);
    GenTarget target = target();
    requireRange("--clients", clients, 1, CLIENTS_MAX);
    requireRange("--interval", interval, 0.001, DAY_SECONDS);
    requireRange("--qos", qos, 0, 1);
    requireRange("--window", window, 1, WINDOW_MAX);
    if (lines != null && rate != null) {
      throw wrong("--lines and --rate say the same; allowed: one of them");
    }
    int perInterval = lines == null ? 10 : lines;
    requireRange("--lines", perInterval, 1, LINES_MAX);
    if (rate != null) {
      requireRange("--rate", rate, 0.001, RATE_MAX);
    }
    if (count != null) {
      requireRange("--count", count, 1, Long.MAX_VALUE);
    }
    if (seconds != null) {
      requireRange("--seconds", seconds, 0.001, 365L * DAY_SECONDS);
    }
    double perTurn = rate == null ? perInterval : rate * interval / clients;
    if (clients * perTurn / interval > RATE_MAX) {
      throw wrong(
          "--clients, --lines and --interval make more than %s messages a second; allowed: fewer"
              .formatted(shown(RATE_MAX)));
    }
    return new GenPlan(
        schema,
        target,
        tls.of(target),
        topicTemplate(),
        key.value(spec),
        clients,
        duration(interval),
        perTurn,
        shape,
        count == null ? 0 : count,
        seconds == null ? Duration.ZERO : duration(seconds),
        qos,
        window,
        shares(),
        seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed);
  }

  private GenTarget target() {
    boolean isHttp = transport == Transport.HTTP;
    try {
      return GenTarget.of(isHttp ? httpUrl : mqttUrl, isHttp ? HTTP_SCHEMES : MQTT_SCHEMES);
    } catch (IllegalArgumentException e) {
      throw wrong((isHttp ? "--http-url: " : "--mqtt-url: ") + e.getMessage());
    }
  }

  private TopicTemplate topicTemplate() {
    try {
      return new TopicTemplate(topic);
    } catch (IllegalArgumentException e) {
      throw wrong("--mqtt-topic: " + e.getMessage());
    }
  }

  private FaultShares shares() {
    try {
      return faults.shares();
    } catch (IllegalArgumentException e) {
      throw wrong("--late, --duplicates, --drift, --bad-json: " + e.getMessage());
    }
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private void requireSchema(String option, String name) {
    if (!Schemas.names().contains(name)) {
      throw wrong(
          "%s: there is no schema '%s'; allowed: %s"
              .formatted(option, name, String.join(", ", Schemas.names())));
    }
  }

  private void requireRange(String option, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw wrong(
          "%s is %s; allowed: %s to %s".formatted(option, shown(value), shown(min), shown(max)));
    }
  }

  private static String shown(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private ParameterException wrong(String what) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), what);
  }

  /// Stops in order when the program is told to (Ctrl-C, SIGTERM): the summary still comes.
  private static final class Interruption implements AutoCloseable {
    private final Thread hook;

    Interruption(Generation generation, CountDownLatch printed) {
      hook =
          new Thread(() -> {
            generation.stop();
            try {
              boolean _ = printed.await(Generation.STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException _) {
              // Nobody waits any more.
            }
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
