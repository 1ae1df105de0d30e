package io.edgemq.multijvm;

import io.edgemq.ops.load.Load;
import io.edgemq.ops.load.LoadListener;
import io.edgemq.ops.load.LoadPlan;
import io.edgemq.ops.load.LoadReport;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// A feed over MQTT and TCP.
final class MqttTraffic implements Traffic {
  /// Messages of each client after which it gets on well.
  private static final int MESSAGES = 10;

  private final Feed feed;
  private final double messagesPerSecond;
  private @Nullable Load load;
  private @Nullable LoadReport report;

  /// As fast as it is acknowledged.
  MqttTraffic(Feed feed) {
    this(feed, 0);
  }

  /// @param messagesPerSecond of all clients together; 0: as fast as they are acknowledged
  MqttTraffic(Feed feed, double messagesPerSecond) {
    this.feed = feed;
    this.messagesPerSecond = messagesPerSecond;
  }

  @Override
  public void start(ToIntFunction<Way> ports) throws IOException {
    LoadPlan.Builder plan = feed.plan(() -> ports.applyAsInt(Way.TCP));
    if (messagesPerSecond > 0) {
      plan.messagesPerSecond(messagesPerSecond);
    }
    load = Load.start(plan.build(), LoadListener.NONE);
  }

  @Override
  public Await.Condition gettingOn() {
    Load running = Objects.requireNonNull(load);
    long enough = running.progress().acknowledged() + (long) MESSAGES * feed.connections();
    return () ->
        running.progress().open() == feed.connections()
            && running.progress().acknowledged() >= enough;
  }

  @Override
  public String endpoint() {
    return feed.endpoint();
  }

  @Override
  public void stop() {
    if (load != null) {
      load.stop();
    }
  }

  @Override
  public void awaitEnd() throws Exception {
    report = Objects.requireNonNull(load).await();
  }

  @Override
  public Readings.Outcome outcome(Readings readings) {
    return readings.outcome(feed.endpoint(), report());
  }

  /// The longest that a message waited for its acknowledgement, at the end.
  Duration longestWait() {
    return Duration.of(report().answerMicros().getMaxValue(), ChronoUnit.MICROS);
  }

  /// What was acknowledged, at the end.
  LoadReport report() {
    return Objects.requireNonNull(report);
  }

  @Override
  public String toString() {
    return "%s over MQTT level %d, %d clients%s"
        .formatted(
            feed.endpoint(),
            feed.protocolLevel(),
            feed.connections(),
            report == null ? "" : ", " + report.resets() + " resets");
  }
}
