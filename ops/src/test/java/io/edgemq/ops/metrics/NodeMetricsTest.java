package io.edgemq.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.edgemq.cluster.directory.LiveDirectory;
import io.edgemq.cluster.shipping.Forecast;
import io.edgemq.cluster.wal.OpenLogs;
import io.edgemq.ingest.auth.AttemptLimits;
import io.edgemq.ingest.auth.Authenticator;
import io.edgemq.ingest.auth.EndpointNames;
import io.edgemq.ingest.http.HttpConnections;
import io.edgemq.ops.ready.Check;
import io.edgemq.ops.ready.Membership;
import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.SettingsLoader;
import io.edgemq.storage.object.MemoryObjectStore;
import io.edgemq.storage.object.StoreCalls.Operation;
import io.edgemq.storage.object.StoreCalls.Outcome;
import io.edgemq.storage.wal.LocalDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeMetricsTest {
  private static final Path MODULE = Path.of("").toAbsolutePath();
  private static final Pattern DOCUMENTED =
      Pattern.compile("\\| `(edgemq_\\w+)` \\| (\\w+) \\|([^|]*)\\|.*");
  private static final Pattern EXPRESSION = Pattern.compile("\\s*expr: (.*)");

  @TempDir private Path folder;

  private final NodeMeasures measures = new NodeMeasures();
  private final NodeSettings settings = settings();
  private final InstantSource clock = InstantSource.system();
  private final LiveDirectory directory =
      new LiveDirectory(settings.declared(), new MemoryObjectStore(), clock);
  private final Authenticator authenticator =
      new Authenticator(directory, clock, new AttemptLimits(100, 1, Duration.ZERO));
  private final NodeMetrics metrics =
      new NodeMetrics(
          new Sources(
              measures,
              new OpenLogs(),
              new LocalDisk(),
              () -> 1L << 40,
              _ -> new Forecast(0, 1 << 30, 0),
              1 << 30,
              directory,
              authenticator,
              new HttpConnections(10),
              () -> new Membership(Membership.UP, Map.of(Membership.UP, 1), 0),
              () -> List.of(new Check("disk", true, "")),
              settings.s3().prices(),
              clock),
          100);

  private static NodeSettings settings() {
    return switch (SettingsLoader.load(List.of())) {
      case LoadedSettings.Valid(NodeSettings settings) -> settings;
      case LoadedSettings.Faulty(List<String> faults) -> throw new AssertionError(faults);
    };
  }

  @Test
  void everyMetricIsDocumentedWithItsTypeAndLabels() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    for (String line : Files.readAllLines(MODULE.resolve("../docs/metrics.md"))) {
      var row = DOCUMENTED.matcher(line);
      if (row.matches()) {
        documented.put(row.group(1), row.group(2) + " " + row.group(3).replace("`", "").strip());
      }
    }
    Map<String, String> exposed = new TreeMap<>();
    for (Family family : metrics.families()) {
      exposed.put(
          family.name(),
          ConnectionFamilies.label(family.type()) + " " + String.join(", ", family.labels()));
      assertThat(family.help()).as(family.name()).endsWith(".").hasSizeBetween(9, 120);
    }

    assertThat(documented).isEqualTo(exposed);
  }

  @Test
  void whatTheDashboardAsksForIsThere() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(MODULE.resolve("monitoring/grafana-dashboard.json").toFile());
    List<String> faults = new ArrayList<>();
    Set<String> asked = new HashSet<>();
    for (JsonNode target : dashboard.findValues("expr")) {
      asked.add(target.asText());
      faults.addAll(PromQl.faults(target.asText(), known()));
    }

    assertThat(faults).isEmpty();
    assertThat(asked).hasSizeGreaterThan(60);
    assertThat(dashboard.at("/templating/list").findValuesAsText("name"))
        .containsExactly("datasource", "node", "tenant");
    assertThat(dashboard.at("/panels").findValuesAsText("title"))
        .contains("Traffic", "Latency", "Durability", "Shipping", "Views", "Cluster", "Cost");
    String all = String.join(" ", asked);
    assertThat(metrics.families().stream().map(Family::name).filter(it -> !all.contains(it)))
        .as("shown nowhere")
        .containsExactlyInAnyOrder(
            "edgemq_mqtt_connections_opened_total",
            "edgemq_tcp_connections_total",
            "edgemq_committed_frames_total");
  }

  @Test
  void whatTheAlertsAskForIsThereAndEachSaysWhatToDo() throws IOException {
    List<String> faults = new ArrayList<>();
    List<String> rules = Files.readAllLines(MODULE.resolve("monitoring/alerts.yml"));
    for (String line : rules) {
      var expression = EXPRESSION.matcher(line);
      if (expression.matches()) {
        faults.addAll(PromQl.faults(expression.group(1), known()));
      }
    }

    assertThat(faults).isEmpty();
    long alerts = rules.stream().filter(it -> it.strip().startsWith("- alert: ")).count();
    assertThat(alerts).isGreaterThan(15);
    for (String member : List.of("expr: ", "summary: ", "runbook: ", "labels: { severity: ")) {
      assertThat(rules.stream().filter(it -> it.strip().startsWith(member)))
          .as(member)
          .hasSize((int) alerts);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          edgemq_no                                            | there is no edgemq_no
          rate(edgemq_wal_logs{tenant="a"}[5m])                | edgemq_wal_logs has no label tenant
          sum by (tenant, view) (edgemq_wal_bytes)             | nothing has the label view
          histogram_quantile(0.5, edgemq_puback_seconds)       | there is no edgemq_puback_seconds
          edgemq_wal_logs + on (job, other) edgemq_wal_logs    | nothing has the label other
          """)
  void whatIsNotThereIsFound(String expression, String fault) {
    assertThat(PromQl.faults(expression, known())).containsExactly(fault);
  }

  /// Ours as they are declared, for some have no value before something happens, and the others as
  /// they are exposed.
  private Map<String, Set<String>> known() {
    Map<String, Set<String>> known = new TreeMap<>(exposed().labels());
    for (Family family : metrics.families()) {
      Set<String> labels = new TreeSet<>(family.labels());
      if (family.type() == Family.Type.HISTOGRAM) {
        known.put(family.name() + "_sum", Set.copyOf(labels));
        known.put(family.name() + "_count", Set.copyOf(labels));
        labels.add("le");
        known.put(family.name() + "_bucket", labels);
      } else {
        known.put(family.name(), labels);
      }
    }
    return known;
  }

  @Test
  void fiveThousandTenantsAreOneHundredAndTheRest() {
    IntStream.range(0, 5_000)
        .forEach(n -> measures.traffic().of("tenant-" + n, "plant").mqtt(2, 1, 100));
    exposed();
    measures.traffic().of("late", "plant").http(1, 10);

    Exposed exposed = exposed();

    List<String> samples = exposed.samples("edgemq_accepted_messages_total");
    assertThat(samples).hasSize(3 * 101);
    assertThat(samples).noneMatch(it -> it.contains("late"));
    assertThat(samples.stream().mapToDouble(exposed::value).sum()).isEqualTo(10_001);
    assertThat(
            exposed.value(
                "edgemq_accepted_messages_total"
                    + "{endpoint=\"_other\",protocol=\"mqtt\",qos=\"1\",tenant=\"_other\"}"))
        .isEqualTo(4_900);
  }

  @Test
  void whoHasALabelValueKeepsIt() {
    var shown = new Shown<>(2, "_other");

    assertThat(List.of(shown.as("a"), shown.as("b"), shown.as("c"), shown.as("a")))
        .containsExactly("a", "b", "_other", "a");
    assertThat(new Shown<>(0, "_other").as("a")).isEqualTo("_other");
  }

  @Test
  void whatBucketsCostFollowsFromWhatTheyWereAsked() {
    measures.buckets().sent(Operation.PUT, 1 << 20);
    measures.buckets().sent(Operation.UPLOAD_PART, 0);
    measures.buckets().sent(Operation.GET, 0);
    measures.buckets().sent(Operation.DELETE, 0);
    measures.folders().sent(Operation.PUT, 5);
    measures.buckets().ended(Operation.PUT, Outcome.TAKEN, 0);

    Exposed exposed = exposed();

    assertThat(exposed.value("edgemq_object_store_cost_dollars_total{item=\"puts\"}"))
        .isCloseTo(1e-5, within(1e-12));
    assertThat(exposed.value("edgemq_object_store_cost_dollars_total{item=\"gets\"}"))
        .isCloseTo(4e-7, within(1e-12));
    assertThat(exposed.value("edgemq_object_store_sent_bytes_total{kind=\"folder\"}")).isEqualTo(5);
    assertThat(
            exposed.value(
                "edgemq_object_store_requests_total"
                    + "{kind=\"s3\",operation=\"put\",outcome=\"taken\"}"))
        .isOne();
  }

  @Test
  void aHistogramIsCumulativeAndInSeconds() {
    measures.mqtt().durableAcks().record(1_000_000, 3);
    measures.mqtt().durableAcks().record(2_000_000, 1);

    Exposed exposed = exposed();

    String bucket = "edgemq_puback_seconds_bucket{level=\"durable\",le=\"%s\"}";
    assertThat(exposed.value(bucket.formatted("5.0E-4"))).isZero();
    assertThat(exposed.value(bucket.formatted("0.001"))).isEqualTo(3);
    assertThat(exposed.value(bucket.formatted("0.0025"))).isEqualTo(4);
    assertThat(exposed.value(bucket.formatted("+Inf"))).isEqualTo(4);
    assertThat(exposed.value("edgemq_puback_seconds_sum{level=\"durable\"}")).isEqualTo(0.005);
  }

  @ParameterizedTest
  @CsvSource({
    "openmetrics, application/openmetrics-text; version=1.0.0",
    "text, text/plain",
  })
  void anIndependentParserTakesIt(String format, String accept) throws Exception {
    measures.traffic().of("acme", "plant").mqtt(2, 1, 100);
    measures.clients().count(NodeSettings.Service.MQTT);
    authenticator.check(null, EndpointNames.NONE, null);
    NodeMetrics.Exposition exposition = metrics.expose(accept);
    assertThat(exposition.contentType())
        .startsWith(format.equals("text") ? "text/plain" : "application/openmetrics-text");

    String families = parsed(format, exposition.bytes());

    long withValues = Pattern.compile("# TYPE edgemq_").matcher(text(exposition)).results().count();
    assertThat(families.strip()).isEqualTo(String.valueOf(withValues));
    assertThat(withValues).isGreaterThan(40);
  }

  private String parsed(String format, byte[] bytes) throws IOException, InterruptedException {
    Path file = Files.write(folder.resolve("metrics"), bytes);
    Path script = MODULE.resolve("src/test/resources/parse_metrics.py");
    boolean isThere = python("-c", "import prometheus_client") != null;
    if (!"true".equals(System.getenv("CI"))) {
      assumeTrue(isThere, "install python3-prometheus-client");
    }
    String output = python(script.toString(), format, file.toString());
    assertThat(output).as("taken").isNotNull();
    return String.valueOf(output);
  }

  private @Nullable String python(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/usr/bin/python3"));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException _) {
      return null;
    }
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    if (process.waitFor() != 0) {
      System.err.println(text);
      return null;
    }
    return text;
  }

  private static String text(NodeMetrics.Exposition exposition) {
    return new String(exposition.bytes(), StandardCharsets.UTF_8);
  }

  private Exposed exposed() {
    return new Exposed(text(metrics.expose(null)));
  }
}
