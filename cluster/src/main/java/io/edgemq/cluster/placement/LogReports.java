package io.edgemq.cluster.placement;

import io.edgemq.cluster.shipping.Forecast;
import io.edgemq.cluster.shipping.Shipping;
import io.edgemq.cluster.wal.LogGauges;
import io.edgemq.cluster.wal.OpenLogs;
import io.edgemq.storage.wal.WalId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.actor.typed.receptionist.ServiceKey;

/// One per node: looks at the node's logs every few seconds, and tells any node how they are doing.
/// Others find it by [#KEY].
public final class LogReports extends AbstractMatchingBehavior<LogReports.Command> {
  /// Under which each node's is found.
  public static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "log-reports");

  /// What the actor is told.
  public sealed interface Command {}

  /// Answers with this node's report; from any node.
  ///
  /// @param logsMax logs that are wanted at most
  public record Report(int logsMax, ActorRef<NodeReport> replyTo) implements Command {
    public Report {
      if (logsMax < 0) {
        throw new IllegalArgumentException("logsMax " + logsMax);
      }
    }
  }

  private record Sample() implements Command {}

  private record ShippingStands(Shipping.Status status) implements Command {}

  /// Who it is that reports.
  ///
  /// @param address in the cluster, `host:port`
  /// @param instance of its disk
  /// @param isDraining whether it gives its logs away
  /// @param logBytesMax what a log may hold on its disk, open and sealed
  /// @param disk how long there is room on it, with so many bytes in a second; a cheap call
  public record Node(
      String address,
      String instance,
      BooleanSupplier isDraining,
      long logBytesMax,
      LongFunction<Forecast> disk) {}

  private static final Duration SAMPLE_EVERY = Duration.ofSeconds(5);

  private final Node node;
  private final OpenLogs logs;
  private final ActorRef<Shipping.Command> shipping;
  private final ActorRef<Shipping.Status> statusAdapter;
  private final LogRates rates;
  private final BudgetWatch<WalId> budgets = new BudgetWatch<>(50, 80, 95);
  private final BudgetWatch<Node> disk = new BudgetWatch<>(80, 95);
  private long sampledNanos = System.nanoTime();
  private int waitingSegments;
  private long waitingBytes;

  private LogReports(
      ActorContext<Command> context,
      Node node,
      OpenLogs logs,
      ActorRef<Shipping.Command> shipping) {
    super(context);
    this.node = node;
    this.logs = logs;
    this.shipping = shipping;
    rates = new LogRates(node.address());
    statusAdapter = context.messageAdapter(Shipping.Status.class, ShippingStands::new);
    context.getSystem().receptionist().tell(Receptionist.register(KEY, context.getSelf()));
    shipping.tell(new Shipping.AskStatus(statusAdapter));
  }

  /// The behavior of the one that a node has.
  public static Behavior<Command> create(
      Node node, OpenLogs logs, ActorRef<Shipping.Command> shipping) {
    return Behaviors.setup(context ->
        Behaviors.withTimers(timers -> {
          timers.startTimerWithFixedDelay(new Sample(), SAMPLE_EVERY);
          return new LogReports(context, node, logs, shipping);
        }));
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Report(int logsMax, ActorRef<NodeReport> replyTo) -> replyTo.tell(report(logsMax));
      case Sample _ -> onSample();
      case ShippingStands(Shipping.Status status) -> {
        waitingSegments = status.waitingSegments();
        waitingBytes = status.waitingBytes();
      }
    }
    return this;
  }

  @Override
  public Behavior<Command> onSignal(Signal signal) {
    return Behaviors.unhandled();
  }

  private void onSample() {
    long now = System.nanoTime();
    rates.sample(logs.all(), (now - sampledNanos) / 1e9);
    sampledNanos = now;
    Map<WalId, Forecast> forecasts = new HashMap<>();
    logs.all()
        .forEach((wal, gauges) -> {
          gauges.bytesPerSecond(rates.bytesPerSecond(wal));
          forecasts.put(wal, gauges.forecast(node.logBytesMax()));
        });
    budgets
        .crossed(forecasts)
        .forEach((wal, forecast) ->
            getContext().getLog().warn("Of the budget of {} on this disk {}", wal, forecast));
    disk.crossed(Map.of(node, diskForecast()))
        .forEach((_, forecast) -> getContext().getLog().warn("Of this node's disk {}", forecast));
    shipping.tell(new Shipping.AskStatus(statusAdapter));
  }

  private Forecast diskForecast() {
    return node.disk().apply(logs.bytesPerSecond());
  }

  private NodeReport report(int logsMax) {
    Map<WalId, LogGauges> all = logs.all();
    List<LogReport> busiest =
        all.entrySet().stream()
            .map(it -> report(it.getKey(), it.getValue()))
            .sorted(
                Comparator.comparingLong((LogReport it) -> -it.bytesPerSecond())
                    .thenComparing(it -> it.wal().toString()))
            .limit(Math.min(logsMax, NodeReport.LOGS_MAX))
            .toList();
    return new NodeReport(
        node.address(),
        node.instance(),
        node.isDraining().getAsBoolean(),
        all.size(),
        all.keySet().stream().mapToLong(rates::bytesPerSecond).sum(),
        waitingSegments,
        waitingBytes,
        node.logBytesMax(),
        diskForecast().roomBytes(),
        busiest);
  }

  private LogReport report(WalId wal, LogGauges gauges) {
    return new LogReport(
        wal,
        gauges.epoch(),
        gauges.connections(),
        gauges.isStalled(),
        gauges.queuedBytes(),
        gauges.openBytes(),
        gauges.waitingSegments(),
        gauges.waitingBytes(),
        rates.bytesPerSecond(wal),
        rates.entering(wal));
  }
}
