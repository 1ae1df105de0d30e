package io.edgemq.ops.bench;

import io.edgemq.ops.load.ConnectionEnd;
import io.edgemq.ops.load.FixedMessages;
import io.edgemq.ops.load.Load;
import io.edgemq.ops.load.LoadListener;
import io.edgemq.ops.load.LoadPlan;
import io.edgemq.ops.load.LoadProgress;
import io.edgemq.ops.load.LoadReport;
import io.edgemq.ops.load.MessageSource;
import io.edgemq.ops.tools.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// The loads of one case on one server, from this process.
final class Turn {
  /// Something is there, but nothing is published within any run.
  private static final double SILENCE = 1e-9;

  /// Longer than the timers of connecting stay in a node (`mqtt.connect-timeout`,
  /// `mqtt.attach-within`).
  private static final Duration IDLE = Duration.ofSeconds(12);

  private static final int KEEP_ALIVE_SECONDS = 60;
  private static final Duration CONNECT_MAX = Duration.ofMinutes(2);

  /// With QoS 0 the buffers of the sockets hold more than a slow server reads in seconds.
  private static final Duration DRAIN_MAX = Duration.ofMinutes(3);

  /// A server is quiet when it uses less of a CPU than this part.
  private static final double QUIET = 0.05;

  private static final long QUIET_LOOK_MILLIS = 500;
  private static final int QUIET_LOOKS_MAX = 240;

  private final BenchPlan plan;
  private final BenchCase one;
  private final Server server;
  private final Progress progress;

  /// What came of a turn.
  ///
  /// @param faults for people to read; none: everything was as it should be
  record Outcome(Figures figures, List<String> faults) {}

  Turn(BenchPlan plan, BenchCase one, Server server, Progress progress) {
    this.plan = plan;
    this.one = one;
    this.server = server;
    this.progress = progress;
  }

  /// The same load, not counted.
  void warmUp() throws IOException, InterruptedException {
    if (one == BenchCase.STORM) {
      Outcome _ = storm();
    } else if (!one.isConnecting() && plan.warmup().isPositive()) {
      LoadReport _ = Load.run(load(plan.warmup()).build(), new Shown(plan.warmup()));
    }
    awaitQuiet();
  }

  /// One that counts.
  ///
  /// @param pace messages a second; empty: as many as are taken
  Outcome measure(Optional<Double> pace) throws IOException, InterruptedException {
    Outcome outcome =
        switch (one) {
          case STORM -> storm();
          case IDLE -> idle();
          default -> publish(pace);
        };
    awaitQuiet();
    return outcome;
  }

  private Outcome publish(Optional<Double> pace) throws IOException, InterruptedException {
    LoadPlan load = load(plan.counted()).messagesPerSecond(pace.orElse(0.0)).build();
    var measured = new Shown(plan.counted());
    LoadReport report = Load.run(load, measured);
    boolean isAnswered = one != BenchCase.QOS0;
    long messages = isAnswered ? report.acknowledged() : report.sent();
    double rate = isAnswered ? report.acknowledgedPerSecond() : report.sentPerSecond();
    var figures = new Figures.Collected();
    if (one == BenchCase.PIPELINE) {
      server.awaitCommitted();
      rate = messages * 1e9 / (System.nanoTime() - measured.startNanos());
    }
    measured.meter().putInto(figures, server, Math.max(1, messages));
    figures
        .put(Figure.MESSAGES_PER_SECOND, rate)
        .put(Figure.MB_PER_SECOND, rate * one.messageBytes() / 1e6);
    put(figures, report.answerMicros(), Figure.ANSWER_P50, Figure.ANSWER_P99, Figure.ANSWER_P99_9);
    put(figures, report.sinceDueMicros(), Figure.DUE_P50, Figure.DUE_P99, Figure.DUE_P99_9);
    return new Outcome(figures.figures(), faults(report, isAnswered));
  }

  private static void put(
      Figures.Collected figures, Histogram micros, Figure p50, Figure p99, Figure p999) {
    if (micros.getTotalCount() > 0) {
      figures
          .put(p50, (double) micros.getValueAtPercentile(50))
          .put(p99, (double) micros.getValueAtPercentile(99))
          .put(p999, (double) micros.getValueAtPercentile(99.9));
    }
  }

  private Outcome storm() throws IOException, InterruptedException {
    var meter = new Meter(server);
    var figures = new Figures.Collected();
    LoadReport report = Load.run(silent(Duration.ofMillis(1)), LoadListener.NONE);
    meter.putInto(figures, server, Math.max(1, report.connected()));
    figures.put(
        Figure.CONNECTS_PER_SECOND, report.connected() * 1e9 / report.connecting().toNanos());
    return new Outcome(figures.figures(), faults(report, true));
  }

  private Outcome idle() throws IOException, InterruptedException {
    Thread.sleep(IDLE);
    OptionalLong heapBefore = server.liveHeapBytes();
    OptionalLong residentBefore = server.process().residentBytes();
    var connected = new AllConnected();
    Load load = Load.start(silent(Duration.ZERO), connected);
    var figures = new Figures.Collected();
    try {
      if (connected.awaitWithin(CONNECT_MAX)) {
        Thread.sleep(IDLE);
        int clients = load.progress().open();
        put(figures, Figure.HEAP, heapBefore, server.liveHeapBytes(), clients);
        OptionalLong resident = server.process().residentBytes();
        put(figures, Figure.RESIDENT, residentBefore, resident, clients);
      }
    } finally {
      load.stop();
    }
    LoadReport report = load.await();
    return new Outcome(figures.figures(), faults(report, true));
  }

  private static void put(
      Figures.Collected figures,
      Figure figure,
      OptionalLong before,
      OptionalLong after,
      int clients) {
    if (before.isPresent() && after.isPresent()) {
      figures.put(figure, (double) (after.getAsLong() - before.getAsLong()) / clients);
    }
  }

  private LoadPlan.Builder load(Duration duration) {
    LoadPlan.Builder load =
        LoadPlan.to("127.0.0.1", server.port(), messages())
            .connections(plan.connections(one))
            .window(one.window())
            .qos(one == BenchCase.QOS0 ? 0 : 1)
            .transport(server.transport())
            .credentials(server::credentials)
            .clientIdPrefix("bench-")
            .duration(duration)
            .drainMax(DRAIN_MAX);
    return one == BenchCase.HTTP ? load.http("/ingest", BenchCase.HTTP_BATCH) : load;
  }

  private MessageSource messages() {
    return one.isReadings()
        ? new PaddedReadings(one.messageBytes())
        : new FixedMessages(one.messageBytes());
  }

  /// All connect, and as good as nothing is published.
  private LoadPlan silent(Duration duration) {
    return load(duration)
        .messagesPerSecond(SILENCE)
        .keepAliveSeconds(KEEP_ALIVE_SECONDS)
        .connectMax(CONNECT_MAX)
        .build();
  }

  /// What is not as it should be.
  private List<String> faults(LoadReport report, boolean isAnswered) {
    List<String> faults = new ArrayList<>();
    int connections = plan.connections(one);
    if (report.connected() < connections) {
      faults.add("%d of %d clients connected".formatted(report.connected(), connections));
    }
    if (report.failed() > 0 || report.resets() > 0) {
      faults.add(
          "%d clients failed, %d connections broke".formatted(report.failed(), report.resets()));
    }
    if (!report.refused().isEmpty()) {
      faults.add("refused, by code: " + report.refused());
    }
    if (report.faults() > 0) {
      faults.add("%d answers were not in order".formatted(report.faults()));
    }
    if (isAnswered && report.acknowledged() < report.sent()) {
      faults.add(
          "%d messages sent, %d acknowledged".formatted(report.sent(), report.acknowledged()));
    }
    int unsettled = report.ended(ConnectionEnd.UNSETTLED);
    if (unsettled > 0) {
      faults.add(
          "%d clients were not answered within %d s".formatted(unsettled, DRAIN_MAX.toSeconds()));
    }
    report.firstLoss().ifPresent(it -> faults.add("the first connection was lost: " + it));
    return faults.stream().map(it -> "%s: %s".formatted(server.name(), it)).toList();
  }

  /// Waits until the server has done what was left for later, at most two minutes.
  private void awaitQuiet() throws IOException, InterruptedException {
    for (int look = 0; look < QUIET_LOOKS_MAX; look++) {
      long before = server.usage().cpuNanos();
      Thread.sleep(QUIET_LOOK_MILLIS);
      if (server.usage().cpuNanos() - before < QUIET * QUIET_LOOK_MILLIS * 1e6) {
        return;
      }
    }
  }

  /// Measures from the first message to the last answer, and shows how far it is.
  private final class Shown implements LoadListener {
    private final Duration of;
    private volatile @Nullable Meter meter;
    private volatile long startNanos;

    Shown(Duration of) {
      this.of = of;
    }

    @Override
    public void publishingStarts(LoadProgress now) {
      try {
        meter = new Meter(server);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      startNanos = System.nanoTime();
    }

    @Override
    public void progress(LoadProgress now) {
      long done = Math.min(now.publishing().toMillis(), of.toMillis());
      progress.at(done, of.toMillis(), now.open() + " clients");
    }

    long startNanos() {
      return startNanos;
    }

    Meter meter() throws IOException {
      Meter begun = meter;
      if (begun == null) {
        throw new IOException("publishing did not begin");
      }
      return begun;
    }
  }

  /// Opens once all clients are connected, or given up.
  private static final class AllConnected implements LoadListener {
    private final CountDownLatch opened = new CountDownLatch(1);

    @Override
    public void publishingStarts(LoadProgress now) {
      opened.countDown();
    }

    boolean awaitWithin(Duration time) throws InterruptedException {
      return opened.await(time.toSeconds() + 1, TimeUnit.SECONDS);
    }
  }
}
