package io.edgemq.ops.load;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// The loop of one selector thread: connects its clients, lets them publish, waits for the last
/// answers. The work of a turn follows from the sockets that are ready and the messages that are
/// due, not from the number of clients.
final class LoadDriver implements Runnable {
  /// Clients of a thread that are connecting at the same time: below the accept backlog of most
  /// servers.
  private static final int ATTEMPTING_MAX = 64;

  private static final long TURN_NANOS_MAX = 100_000_000;
  private static final long TEND_NANOS = 100_000_000;
  private static final long DOWN_NANOS = 2_000_000;
  private static final long MILLI_NANOS = 1_000_000;

  /// PUBACKs that trickle in are left to gather for this part of the latency, at most for
  /// `REST_NANOS_MAX`. A server that writes them one by one is not woken for every refill then:
  /// mosquitto 2.0 did a tenth more messages for a tenth less CPU each, and this thread needed a
  /// third less (100 clients with a window of 64).
  private static final int REST_PART = 32;

  private static final long REST_NANOS_MIN = 20_000;
  private static final long REST_NANOS_MAX = 1_000_000;

  private final LoadPlan plan;
  private final int thread;
  private final LoadRun run;
  private final Selector selector;
  private final Lane lane;
  private final List<Client> clients = new ArrayList<>();
  private final Consumer<SelectionKey> ready = LoadDriver::ready;
  private final boolean rests;
  private long tendAtNanos = System.nanoTime();
  private long downAtNanos = System.nanoTime();
  private long slotsReleased;
  private long endNanos;

  /// @param thread which one, from 0; it drives every connection whose number leaves that remainder
  LoadDriver(LoadPlan plan, InetAddress address, int thread, LoadRun run) throws IOException {
    this.plan = plan;
    this.thread = thread;
    this.run = run;
    rests = plan.protocol() instanceof LoadProtocol.Mqtt mqtt && mqtt.qos() == 1 && !plan.isPaced();
    selector = Selector.open();
    lane = new Lane(plan, address, selector);
    IntFunction<Client> clientOfNumber = clientOfNumber();
    for (int number = thread; number < plan.connections(); number += plan.threads()) {
      clients.add(clientOfNumber.apply(number));
    }
  }

  /// Makes the clients of this thread, one after the other.
  private IntFunction<Client> clientOfNumber() {
    return switch (plan.protocol()) {
      case LoadProtocol.Mqtt mqtt -> {
        var encoder = new PublishEncoder(plan.source(), mqtt);
        yield number ->
            new MqttClient(
                lane,
                mqtt,
                encoder,
                number,
                new MqttPublisher(lane, mqtt.qos(), encoder, number, clients.size()));
      }
      case LoadProtocol.Http http -> {
        var encoder = new RequestEncoder(plan, http);
        yield number ->
            new HttpClient(
                lane, new HttpPublisher(lane, http.batch(), encoder, number, clients.size()));
      }
    };
  }

  Tally tally() {
    return lane.tally;
  }

  /// When this thread stopped sending, as `System.nanoTime()`; of use once it has ended.
  long endNanos() {
    return endNanos;
  }

  /// The report of a connection of this thread; of use once it has ended.
  ConnectionReport report(int number) {
    return clients.get(number / plan.threads()).report();
  }

  /// Ends the select call of this thread, so that it looks at the state of the run. From any
  /// thread.
  void wake() {
    Selector _ = selector.wakeup();
  }

  /// Gives back the selector of a thread that was never started.
  void discard() {
    try {
      selector.close();
    } catch (IOException _) {
      // Nothing was registered with it.
    }
  }

  @Override
  public void run() {
    try {
      connect();
      publish();
      settle();
      run.settled();
    } catch (IOException | RuntimeException | Error e) {
      run.failed(e);
    } finally {
      for (Client client : clients) {
        client.close();
      }
      lane.tally.publish();
      discard();
    }
  }

  /// Connects all clients, then waits for those of the other threads.
  private void connect() throws IOException {
    long now = System.nanoTime();
    long deadline = now + plan.connectMax().toNanos();
    while ((!lane.down.isEmpty() || lane.attempting > 0)
        && now - deadline < 0
        && !run.isStopped()) {
      turn(now, deadline);
      now = System.nanoTime();
    }
    run.connected();
    while (!run.hasStarted() && !run.hasFailed()) {
      now = System.nanoTime();
      turn(now, now + TURN_NANOS_MAX);
    }
  }

  private void publish() throws IOException {
    if (!run.isStopped()) {
      publishUntilOver();
    }
    endNanos = System.nanoTime();
    lane.tally.lastAnswerNanos = endNanos;
  }

  private void publishUntilOver() throws IOException {
    long start = run.startNanos();
    long limit = plan.duration().isZero() ? Long.MAX_VALUE : plan.duration().toNanos();
    lane.pace = new Pace(plan, thread, clients.size(), start);
    lane.sending = true;
    for (Client client : clients) {
      client.publish();
    }
    long now = System.nanoTime();
    while (now - start < limit && lane.unfinished > 0 && !run.isStopped()) {
      long next = limit == Long.MAX_VALUE ? now + TURN_NANOS_MAX : start + limit;
      if (lane.pace.isPaced()) {
        release(now);
        next = Math.min(next, lane.pace.slotNanos(slotsReleased));
      }
      turn(now, next);
      now = System.nanoTime();
    }
    if (lane.pace.isPaced()) {
      if (!run.isStopped()) {
        // What became due in the last moment belongs to the run; what is due at its very end does
        // not.
        release(limit == Long.MAX_VALUE ? now : Math.min(now, start + limit - 1));
      }
      for (Client client : clients) {
        lane.tally.overdue += client.overdue(lane.slotsDue);
      }
    }
  }

  /// Lets the clients publish whose next message has become due.
  private void release(long nowNanos) {
    long due = lane.pace.slotsDue(nowNanos);
    lane.slotsDue = due;
    int count = clients.size();
    for (long slot = Math.max(slotsReleased, due - count); slot < due; slot++) {
      clients.get((int) (slot % count)).publish();
    }
    slotsReleased = due;
  }

  private void settle() throws IOException {
    lane.sending = false;
    lane.reconnecting = false;
    lane.down.clear();
    for (Client client : clients) {
      client.settle();
    }
    long now = System.nanoTime();
    long deadline = now + plan.drainMax().toNanos();
    while (lane.tally.open > 0 && now - deadline < 0) {
      turn(now, deadline);
      now = System.nanoTime();
    }
    for (Client client : clients) {
      client.giveUp();
    }
  }

  /// Waits until a socket is ready or `untilNanos` has come, at most a tenth of a second, and
  /// serves what is ready.
  private void turn(long nowNanos, long untilNanos) throws IOException {
    tend(nowNanos);
    long wait = Math.min(untilNanos - nowNanos, TURN_NANOS_MAX);
    if (!lane.down.isEmpty()) {
      wait = Math.min(wait, DOWN_NANOS);
    }
    long before = lane.tally.acknowledged;
    int served =
        wait <= 0
            ? selector.selectNow(ready)
            : selector.select(ready, Math.ceilDiv(wait, MILLI_NANOS));
    if (rests && lane.sending && lane.tally.acknowledged - before < served * (plan.window() / 4L)) {
      long rest = Math.min(lane.tally.latencyNanos / REST_PART, REST_NANOS_MAX);
      if (rest > REST_NANOS_MIN) {
        LockSupport.parkNanos(rest);
      }
    }
    lane.tally.publish();
  }

  private static void ready(SelectionKey key) {
    if (key.attachment() instanceof Client client) {
      client.ready();
    }
  }

  private void tend(long nowNanos) {
    if (!lane.down.isEmpty() && nowNanos - downAtNanos >= 0) {
      downAtNanos = nowNanos + DOWN_NANOS;
      for (int left = lane.down.size(); left > 0 && lane.attempting < ATTEMPTING_MAX; left--) {
        Client client = lane.down.remove();
        if (client.isDue(nowNanos)) {
          client.connect(nowNanos);
        } else {
          lane.down.add(client);
        }
      }
    }
    if (nowNanos - tendAtNanos >= 0) {
      tendAtNanos = nowNanos + TEND_NANOS;
      for (Client client : clients) {
        client.tend(nowNanos);
      }
    }
  }
}
