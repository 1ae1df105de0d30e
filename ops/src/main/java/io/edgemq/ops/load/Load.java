package io.edgemq.ops.load;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A load being generated: connects the clients of a plan, publishes, waits for the outstanding
/// answers, disconnects and reports. Runs on its own daemon threads; every method may be called
/// from any thread.
///
/// A server that refuses, resets, stays silent or dies is a result and stands in the report. What
/// ends the run with an exception is a message source that throws, or a machine without sockets to
/// give.
public final class Load {
  private static final long PROGRESS_MILLIS = 200;

  private final LoadPlan plan;
  private final LoadListener listener;
  private final LoadRun run;
  private final List<LoadDriver> drivers = new ArrayList<>();
  private final CountDownLatch ended;
  private final long madeNanos = System.nanoTime();

  private Load(LoadPlan plan, LoadListener listener) throws IOException {
    this.plan = plan;
    this.listener = listener;
    int threads = plan.threads();
    ended = new CountDownLatch(threads);
    run = new LoadRun(threads, new Everyone());
    InetAddress address = InetAddress.getByName(plan.host());
    try {
      for (int thread = 0; thread < threads; thread++) {
        drivers.add(new LoadDriver(plan, address, thread, run));
      }
    } catch (IOException e) {
      drivers.forEach(LoadDriver::discard);
      throw e;
    }
  }

  /// Runs a load to its end. If the waiting thread is interrupted, the load is stopped and ends by
  /// itself.
  ///
  /// @throws IOException if the host is unknown or no selector can be had
  public static LoadReport run(LoadPlan plan, LoadListener listener)
      throws IOException, InterruptedException {
    Load load = start(plan, listener);
    try {
      return load.await();
    } catch (InterruptedException e) {
      load.stop();
      throw e;
    }
  }

  /// Starts a load and returns at once.
  ///
  /// @throws IOException if the host is unknown or no selector can be had
  public static Load start(LoadPlan plan, LoadListener listener) throws IOException {
    Load load = new Load(plan, listener);
    Thread.Builder threads = Thread.ofPlatform().daemon().name("load-", 0);
    for (LoadDriver driver : load.drivers) {
      Thread _ =
          threads.start(() -> {
            try {
              driver.run();
            } finally {
              load.ended.countDown();
            }
          });
    }
    return load;
  }

  /// Stops sending, as if the duration were over: the outstanding answers are still waited for.
  public void stop() {
    run.stop();
  }

  /// How it is getting on. Cheap: a few reads per selector thread.
  public LoadProgress progress() {
    int open = 0;
    long sent = 0;
    long acknowledged = 0;
    for (LoadDriver driver : drivers) {
      open += driver.tally().openSeen();
      sent += driver.tally().sentSeen();
      acknowledged += driver.tally().acknowledgedSeen();
    }
    long publishing = run.hasStarted() ? System.nanoTime() - run.startNanos() : 0;
    return new LoadProgress(open, sent, acknowledged, Duration.ofNanos(publishing));
  }

  /// Waits for the end, telling the listener how it is getting on.
  ///
  /// @throws IllegalStateException if a selector thread broke off, with what broke it
  public LoadReport await() throws InterruptedException {
    while (!ended.await(PROGRESS_MILLIS, TimeUnit.MILLISECONDS)) {
      listener.progress(progress());
    }
    Throwable failure = run.failure();
    if (failure != null) {
      throw new IllegalStateException("the load broke off", failure);
    }
    return report();
  }

  private LoadReport report() {
    Tally all = new Tally();
    long endNanos = run.startNanos();
    all.lastAnswerNanos = endNanos;
    for (LoadDriver driver : drivers) {
      all.add(driver.tally());
      endNanos = Math.max(endNanos, driver.endNanos());
    }
    List<ConnectionReport> connections = new ArrayList<>(plan.connections());
    for (int number = 0; number < plan.connections(); number++) {
      connections.add(drivers.get(number % plan.threads()).report(number));
    }
    return new LoadReport(
        all.connected,
        Collections.unmodifiableSortedMap(all.refused),
        all.sent,
        all.resent,
        all.acknowledged,
        all.faults,
        all.rejected,
        all.overdue,
        Duration.ofNanos(run.connectedNanos() - madeNanos),
        Duration.ofNanos(endNanos - run.startNanos()),
        Duration.ofNanos(Math.max(0, all.lastAnswerNanos - endNanos)),
        all.answerMicros,
        all.sinceDueMicros,
        List.copyOf(connections),
        Optional.ofNullable(all.firstLoss));
  }

  private final class Everyone implements LoadRun.Meeting {
    @Override
    public void allConnected() {
      listener.publishingStarts(progress());
    }

    @Override
    public void allSettled() {
      listener.settled(progress());
    }

    @Override
    public void wakeAll() {
      drivers.forEach(LoadDriver::wake);
    }
  }
}
