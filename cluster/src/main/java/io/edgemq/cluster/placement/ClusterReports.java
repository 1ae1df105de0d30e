package io.edgemq.cluster.placement;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;

/// What all nodes of the cluster report. Any thread.
public final class ClusterReports {
  private static final Duration WITHIN = Duration.ofSeconds(3);

  private final ActorSystem<?> system;

  public ClusterReports(ActorSystem<?> system) {
    this.system = system;
  }

  /// Asks every node. Those that do not answer within three seconds are left out.
  ///
  /// @param logsMax logs that each is to name at most
  /// @return by the nodes' addresses; does not fail
  public CompletionStage<List<NodeReport>> ask(int logsMax) {
    return AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
            system.receptionist(),
            replyTo -> Receptionist.find(LogReports.KEY, replyTo),
            WITHIN,
            system.scheduler())
        .thenApply(it -> it.getServiceInstances(LogReports.KEY))
        .exceptionally(_ -> Set.of())
        .thenCompose(nodes -> all(nodes, logsMax));
  }

  private CompletionStage<List<NodeReport>> all(
      Set<ActorRef<LogReports.Command>> nodes, int logsMax) {
    List<CompletableFuture<List<NodeReport>>> asked = new ArrayList<>();
    for (ActorRef<LogReports.Command> node : nodes) {
      asked.add(
          AskPattern.<LogReports.Command, NodeReport>ask(
                  node,
                  replyTo -> new LogReports.Report(logsMax, replyTo),
                  WITHIN,
                  system.scheduler())
              .thenApply(List::of)
              .exceptionally(_ -> List.of())
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(_ ->
            asked.stream()
                .flatMap(it -> Objects.requireNonNull(it.join()).stream())
                .sorted(Comparator.comparing(NodeReport::node))
                .toList());
  }
}
