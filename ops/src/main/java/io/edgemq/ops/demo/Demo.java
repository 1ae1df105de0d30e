package io.edgemq.ops.demo;

import io.edgemq.ops.load.Credentials;
import io.edgemq.ops.load.Load;
import io.edgemq.ops.load.LoadListener;
import io.edgemq.ops.load.LoadPlan;
import io.edgemq.ops.load.LoadProgress;
import io.edgemq.ops.load.NumberedReadings;
import io.edgemq.ops.node.Node;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.NodeSettings.HostPort;
import io.edgemq.ops.settings.NodeSettings.Service;
import io.edgemq.ops.tools.Progress;
import io.edgemq.ops.tools.Quantities;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A whole life of a node in half a minute: it starts, clients publish over MQTT and HTTP at once
/// as fast as it acknowledges, it stops and ships everything, and what it left in the object store
/// is held against what the clients had acknowledged.
public final class Demo {
  /// Messages of one client on their way at once.
  private static final int WINDOW = 64;

  /// More than the node itself gives its connections and its shipping.
  private static final Duration STOP_WITHIN = Duration.ofSeconds(60);

  private static final long UNITS_A_SECOND = 1000;

  private final DemoPlan plan;
  private final PrintWriter err;

  /// @param err hears how the demo is getting on
  public Demo(DemoPlan plan, PrintWriter err) {
    this.plan = plan;
    this.err = err;
  }

  /// Runs it.
  ///
  /// @throws IOException if the folder cannot be used, the node does not start or stop, or what it
  ///   left cannot be read
  public DemoSummary run() throws IOException, InterruptedException {
    String key = DemoSettings.newKey();
    tell("Starting a node, its files in " + DemoPaths.shown(plan.folder()));
    Stopwatch watch = new Stopwatch();
    putView();
    NodeSettings settings = DemoSettings.of(plan, key);
    Node node = Node.start(settings);
    HostPort mqtt = node.address(Service.MQTT).orElseThrow();
    HostPort http = node.address(Service.HTTP).orElseThrow();
    tell("Node serves MQTT on %s, HTTP on %s (%s)".formatted(mqtt, http, watch));
    DemoLoad load;
    try {
      load = publish(mqtt, http, key);
    } finally {
      stop(node);
    }
    return new DemoSummary(plan, load, check(load));
  }

  private void putView() throws IOException {
    Files.createDirectories(plan.folder());
    try (InputStream in =
        Objects.requireNonNull(Demo.class.getResourceAsStream(DemoPlan.VIEW + ".yaml"))) {
      Files.copy(in, plan.view());
    }
  }

  private DemoLoad publish(HostPort mqtt, HostPort http, String key)
      throws IOException, InterruptedException {
    Credentials credentials = Credentials.of("demo", key);
    LoadPlan overMqtt =
        LoadPlan.to(mqtt.host(), mqtt.port(), new NumberedReadings())
            .connections(plan.clients())
            .window(WINDOW)
            .credentials(credentials)
            .clientIdPrefix("demo-")
            .duration(plan.duration())
            .build();
    LoadPlan overHttp =
        LoadPlan.to(http.host(), http.port(), new NumberedReadings(plan.clients()))
            .http(DemoPlan.HTTP_TARGET, DemoPlan.HTTP_BATCH)
            .connections(DemoPlan.HTTP_CONNECTIONS)
            .window(1)
            .credentials(credentials)
            .duration(plan.duration())
            .build();
    DemoLoad load;
    try (Progress progress = Progress.on(err, "Publishing", "s", UNITS_A_SECOND)) {
      Load posting = Load.start(overHttp, LoadListener.NONE);
      try {
        var live = new LiveRate(progress, plan.duration(), posting);
        load = new DemoLoad(Load.run(overMqtt, live), posting.await());
      } finally {
        posting.stop();
      }
    }
    tell(
        "%s published %s, %s posted %s, in %s"
            .formatted(
                Quantities.count(load.mqtt().connected(), "client"),
                Quantities.count(load.mqtt().sent(), "message"),
                Quantities.count(load.http().connected(), "connection"),
                Quantities.count(load.http().sent(), "record"),
                Quantities.seconds(load.mqtt().publishing())));
    return load;
  }

  private void stop(Node node) throws IOException, InterruptedException {
    tell("Stopping the node: it seals what is open and ships the rest");
    Stopwatch watch = new Stopwatch();
    try {
      node.stop().toCompletableFuture().get(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the node did not stop in order: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new IOException("the node did not stop within " + STOP_WITHIN.toSeconds() + " s", e);
    }
    node.awaitTermination();
    tell("Node has stopped (%s)".formatted(watch));
  }

  private DemoCheck check(DemoLoad load) throws IOException {
    Stopwatch watch = new Stopwatch();
    DemoCheck check;
    try (Progress progress = Progress.on(err, "Reading back", "segments", 1)) {
      check = DemoCheck.of(plan.objects(), load, progress);
    }
    tell(
        "Read %s back from the object store (%s)"
            .formatted(Quantities.count(check.report().markers(), "segment"), watch));
    return check;
  }

  private void tell(String line) {
    err.println(line);
    err.flush();
  }

  /// Shows the rate of both loads since the last look.
  private static final class LiveRate implements LoadListener {
    private final Progress progress;
    private final long of;
    private final Load other;
    private long acknowledgedBefore;
    private Duration before = Duration.ZERO;

    LiveRate(Progress progress, Duration of, Load other) {
      this.progress = progress;
      this.of = of.toMillis();
      this.other = other;
    }

    @Override
    public void progress(LoadProgress now) {
      long done = Math.min(of, now.publishing().toMillis());
      long nanos = now.publishing().minus(before).toNanos();
      if (nanos > 0) {
        long acknowledged = now.acknowledged() + other.progress().acknowledged();
        double rate = (acknowledged - acknowledgedBefore) * 1e9 / nanos;
        progress.at(
            done,
            of,
            "%s acknowledged, %s/s"
                .formatted(Quantities.count(acknowledged), Quantities.count(Math.round(rate))));
        acknowledgedBefore = acknowledged;
        before = now.publishing();
      }
    }
  }

  /// Time since it was made.
  private static final class Stopwatch {
    private final long from = System.nanoTime();

    @Override
    public String toString() {
      return Quantities.seconds(Duration.ofNanos(System.nanoTime() - from));
    }
  }
}
