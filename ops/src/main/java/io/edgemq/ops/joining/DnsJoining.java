package io.edgemq.ops.joining;

import io.edgemq.ops.settings.NodeSettings.Dns;
import io.edgemq.ops.settings.NodeSettings.HostPort;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import javax.naming.NamingException;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.javadsl.AbstractMatchingBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for nodes in DNS and joins them as [SeedRule] says, until this node is a member; then it
/// ends.
public final class DnsJoining extends AbstractMatchingBehavior<DnsJoining.Command> {
  private static final Logger LOG = LoggerFactory.getLogger(DnsJoining.class);

  public sealed interface Command {}

  private record Look() implements Command {}

  private record Found(List<HostPort> addresses) implements Command {}

  private record NotFound(String why) implements Command {}

  private record Up() implements Command {}

  private final Dns dns;
  private final DnsLookup lookup;
  private final SeedRule rule;
  private final TimerScheduler<Command> timers;
  private final Executor blocking;
  private final Cluster cluster;
  private String problem = "";

  private DnsJoining(ActorContext<Command> context, Dns dns, TimerScheduler<Command> timers) {
    super(context);
    this.dns = dns;
    this.timers = timers;
    blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    cluster = Cluster.get(context.getSystem());
    rule = new SeedRule(dns.nodesMin());
    lookup = new DnsLookup(dns, self().port());
    cluster
        .subscriptions()
        .tell(Subscribe.create(context.messageAdapter(SelfUp.class, _ -> new Up()), SelfUp.class));
    look();
  }

  /// The behavior of a node that is in no cluster yet.
  public static Behavior<Command> create(Dns dns) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new DnsJoining(context, dns, timers)));
  }

  @Override
  public Behavior<Command> onMessage(Command command) {
    switch (command) {
      case Look _ -> look();
      case Found(List<HostPort> addresses) -> onFound(addresses);
      case NotFound(String why) -> onNotFound(why);
      case Up _ -> {
        return Behaviors.stopped();
      }
    }
    return this;
  }

  @Override
  public Behavior<Command> onSignal(Signal signal) {
    return Behaviors.unhandled();
  }

  private void look() {
    var looking =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return lookup.addresses();
              } catch (NamingException e) {
                throw new CompletionException(e);
              }
            },
            blocking);
    getContext()
        .pipeToSelf(
            looking,
            (addresses, failure) ->
                failure == null ? new Found(addresses) : new NotFound(text(failure)));
  }

  private static String text(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return String.valueOf(cause);
  }

  private void onFound(List<HostPort> addresses) {
    follow(rule.next(addresses));
    timers.startSingleTimer(new Look(), dns.poll());
  }

  private void onNotFound(String why) {
    rule.next(List.of());
    sayOnce("there is no answer: " + why);
    timers.startSingleTimer(new Look(), dns.poll());
  }

  private void follow(SeedRule.Step step) {
    switch (step) {
      case SeedRule.Step.TooFew(int found) ->
          sayOnce("it has %d addresses, and %d are needed".formatted(found, dns.nodesMin()));
      case SeedRule.Step.Join(List<HostPort> seeds) -> join(seeds);
      case SeedRule.Step.Unsettled _, SeedRule.Step.GoOn _ -> problem = "";
    }
  }

  private void join(List<HostPort> seeds) {
    if (seeds.contains(self())) {
      LOG.info("Joining through {}, which {} has", seeds, dns.name());
    } else {
      LOG.warn(
          "Joining through {}, which {} has; this node, {}, is not among them and founds no cluster",
          seeds,
          dns.name(),
          self());
    }
    Address own = cluster.selfMember().address();
    cluster
        .manager()
        .tell(
            new JoinSeedNodes(
                seeds.stream()
                    .map(it -> new Address(own.protocol(), own.system(), it.host(), it.port()))
                    .toList()));
  }

  private HostPort self() {
    Address own = cluster.selfMember().address();
    return new HostPort(own.getHost().orElse(""), own.getPort().orElse(0));
  }

  /// Until something else is the matter: it is looked again and again.
  private void sayOnce(String what) {
    if (!what.equals(problem)) {
      problem = what;
      LOG.warn("Not joining through {} yet: {}", dns.name(), what);
    }
  }
}
