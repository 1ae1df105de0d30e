package io.edgemq.ops.gen;

import io.edgemq.ops.load.Load;
import io.edgemq.ops.load.LoadListener;
import io.edgemq.ops.load.LoadProgress;
import io.edgemq.ops.load.LoadReport;
import io.edgemq.ops.tools.Progress;
import io.edgemq.ops.tools.Quantities;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;

/// A plan being carried out, on threads of its own.
public final class Generation {
  /// More than the last answers are waited for.
  public static final Duration STOP_WITHIN = GenPlan.DRAIN_MAX.plusSeconds(5);

  private static final int CONNECT_MILLIS = 5_000;
  private static final Duration RATE_OVER = Duration.ofSeconds(1);

  private final GenPlan plan;
  private final GeneratedMessages source;
  private final Load load;

  private Generation(GenPlan plan, Progress progress, InstantSource clock) throws IOException {
    this.plan = plan;
    source = plan.source();
    load = Load.start(plan.load(source), new Live(progress, clock));
  }

  /// Starts to connect and to send, and returns at once.
  ///
  /// @param progress hears how it is getting on, in milliseconds where the plan has a duration and
  ///   no number of messages, otherwise in messages
  /// @throws IOException if nothing listens there: what was wrong with the URL should not take as
  ///   long as clients try to connect
  public static Generation start(GenPlan plan, Progress progress, InstantSource clock)
      throws IOException {
    requireListener(plan.target());
    return new Generation(plan, progress, clock);
  }

  private static void requireListener(GenTarget target) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(target.host(), target.port()), CONNECT_MILLIS);
    } catch (UnknownHostException e) {
      throw new IOException("no host has the name " + target.host(), e);
    } catch (IOException e) {
      throw new IOException(
          "cannot connect to %s: %s; a node says where it listens when it has started"
              .formatted(target, String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT)),
          e);
    }
  }

  /// Stops sending; what is on its way is still waited for. From any thread.
  public void stop() {
    load.stop();
  }

  /// Waits for the end.
  public GenSummary await() throws InterruptedException {
    LoadReport report = load.await();
    return new GenSummary(plan, report, source.faults());
  }

  private final class Live implements LoadListener {
    private final Progress progress;
    private final InstantSource clock;
    private long sentBefore;
    private Duration before = Duration.ZERO;
    private double rate;

    Live(Progress progress, InstantSource clock) {
      this.progress = progress;
      this.clock = clock;
    }

    @Override
    public void publishingStarts(LoadProgress now) {
      source.startAt(clock.millis());
    }

    @Override
    public void progress(LoadProgress now) {
      if (now.publishing().isZero()) {
        return;
      }
      Duration since = now.publishing().minus(before);
      // Over less than an interval it would jump, most of all in bursts.
      if (since.compareTo(RATE_OVER) > 0 && since.compareTo(plan.interval()) > 0) {
        rate = (now.sent() - sentBefore) * 1e9 / since.toNanos();
        sentBefore = now.sent();
        before = now.publishing();
      } else if (before.isZero()) {
        rate = now.sent() * 1e9 / now.publishing().toNanos();
      }
      String note =
          "%s acknowledged, %s/s, %s open"
              .formatted(
                  Quantities.count(now.acknowledged()),
                  Quantities.count(Math.round(rate)),
                  Quantities.count(now.open()));
      if (plan.messages() > 0) {
        progress.at(now.sent(), plan.messages(), note);
      } else if (plan.duration().isPositive()) {
        long of = plan.duration().toMillis();
        progress.at(Math.min(of, now.publishing().toMillis()), of, note);
      } else {
        progress.at(now.sent(), Progress.NO_END, note);
      }
    }
  }
}
