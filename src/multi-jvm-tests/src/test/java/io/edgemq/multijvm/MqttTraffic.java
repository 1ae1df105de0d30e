package io.edgemq.multijvm;

import io.edgemq.ops.load.Load;
import io.edgemq.ops.load.LoadListener;
import io.edgemq.ops.load.LoadReport;
import java.io.IOException;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// A feed over MQTT and TCP.
final class MqttTraffic implements Traffic {
  /// Messages of each client after which it gets on well.
  private static final int MESSAGES = 10;

  private final Feed feed;
  private @Nullable Load load;
  private @Nullable LoadReport report;

  MqttTraffic(Feed feed) {
    this.feed = feed;
  }

  @Override
  public void start(ToIntFunction<Way> ports) throws IOException {
    load = Load.start(feed.plan(() -> ports.applyAsInt(Way.TCP)).build(), LoadListener.NONE);
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
  public Readings.Outcome outcome(NodeFiles files, Readings readings) {
    return readings.outcome(feed.endpoint(), report());
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
