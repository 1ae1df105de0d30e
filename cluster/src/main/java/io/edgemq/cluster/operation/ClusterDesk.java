package io.edgemq.cluster.operation;

import io.edgemq.cluster.operation.NodeDesk.DrainAnswer;
import io.edgemq.cluster.placement.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;

/// Asks nodes what operators want to know, and passes on what they want done. No answer takes
/// longer than some seconds, and none fails: a node that says nothing is named. Any thread.
public final class ClusterDesk {
  /// Below the 20 seconds in which management answers; as long as an unreachable node may stay in
  /// the cluster.
  private static final Duration WITHIN = Duration.ofSeconds(3);

  private final ActorSystem<?> system;

  public ClusterDesk(ActorSystem<?> system) {
    this.system = system;
  }

  /// What nodes have answered.
  ///
  /// @param byNode by their names, see [NodeName]
  /// @param missing members of the cluster that have not, sorted
  public record Answers<T>(SortedMap<String, T> byNode, List<String> missing) {
    public Answers {
      byNode = Collections.unmodifiableSortedMap(byNode);
      missing = List.copyOf(missing);
    }
  }

  /// A connection and the node that has it.
  public record Located(String node, ConnectionReport connection) {}

  /// Connections of the cluster by their ids.
  ///
  /// @param isCut whether there are more behind the last one
  /// @param missing nodes whose connections are not among them
  public record Connections(List<Located> connections, boolean isCut, List<String> missing) {
    public Connections {
      connections = List.copyOf(connections);
      missing = List.copyOf(missing);
    }
  }

  /// How all nodes are.
  public CompletionStage<Answers<NodeStatus>> look() {
    return ask(NodeDesk.Look::new);
  }

  /// The first of the connections that are wanted.
  public CompletionStage<Connections> connections(ConnectionsWanted wanted) {
    return this.<NodeConnections>ask(replyTo -> new NodeDesk.ListConnections(wanted, replyTo))
        .thenApply(it -> merged(it, wanted.max()));
  }

  /// Behind the last one of a node that has more, others may be missing.
  static Connections merged(Answers<NodeConnections> answers, int max) {
    long last =
        answers.byNode().values().stream()
            .filter(NodeConnections::isCut)
            .mapToLong(it -> it.connections().getLast().id())
            .min()
            .orElse(Long.MAX_VALUE);
    List<Located> all = new ArrayList<>();
    answers
        .byNode()
        .forEach((node, its) ->
            its.connections().forEach(connection -> all.add(new Located(node, connection))));
    List<Located> first =
        all.stream()
            .filter(it -> it.connection().id() <= last)
            .sorted(Comparator.comparingLong(it -> it.connection().id()))
            .limit(max)
            .toList();
    boolean isCut = last < Long.MAX_VALUE || first.size() < all.size();
    return new Connections(first, isCut, answers.missing());
  }

  /// Ends a connection, wherever it is.
  ///
  /// @param tenant whose it has to be; empty: of any
  /// @return by node, whether it was there
  public CompletionStage<Answers<NodeDesk.Disconnected>> disconnect(long id, String tenant) {
    return ask(replyTo -> new NodeDesk.Disconnect(id, tenant, replyTo));
  }

  /// Begins to take a node out of service.
  ///
  /// @param name of the node
  /// @return nothing if it gives no answer, or is no member
  public CompletionStage<Optional<DrainAnswer>> drain(String name) {
    return desks()
        .thenCompose(desks -> {
          ActorRef<NodeDesk.Command> desk = desks.get(name);
          return desk == null
              ? CompletableFuture.completedFuture(Optional.empty())
              : this.<DrainAnswer>ask(desk, NodeDesk.Drain::new);
        });
  }

  private <T> CompletionStage<Answers<T>> ask(Function<ActorRef<T>, NodeDesk.Command> question) {
    return desks().thenCompose(desks -> ask(desks, question));
  }

  private <T> CompletionStage<Answers<T>> ask(
      Map<String, ActorRef<NodeDesk.Command>> desks,
      Function<ActorRef<T>, NodeDesk.Command> question) {
    Map<String, CompletableFuture<Optional<T>>> asked = new HashMap<>();
    desks.forEach((name, desk) -> asked.put(name, ask(desk, question).toCompletableFuture()));
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
        .thenApply(_ -> {
          Set<String> missing = new TreeSet<>(members());
          SortedMap<String, T> byNode = new TreeMap<>();
          asked.forEach((name, answer) ->
              answer
                  .join()
                  .ifPresent(it -> {
                    byNode.put(name, it);
                    missing.remove(name);
                  }));
          return new Answers<>(byNode, List.copyOf(missing));
        });
  }

  private <T> CompletionStage<Optional<T>> ask(
      ActorRef<NodeDesk.Command> desk, Function<ActorRef<T>, NodeDesk.Command> question) {
    return AskPattern.<NodeDesk.Command, T>ask(desk, question::apply, WITHIN, system.scheduler())
        .thenApply(Optional::of)
        .exceptionally(_ -> Optional.empty());
  }

  private CompletionStage<Map<String, ActorRef<NodeDesk.Command>>> desks() {
    return AskPattern.<Receptionist.Command, Receptionist.Listing>ask(
            system.receptionist(),
            replyTo -> Receptionist.find(NodeDesk.KEY, replyTo),
            WITHIN,
            system.scheduler())
        .thenApply(it -> it.getServiceInstances(NodeDesk.KEY))
        .exceptionally(_ -> Set.of())
        .thenApply(this::byName);
  }

  private Map<String, ActorRef<NodeDesk.Command>> byName(Set<ActorRef<NodeDesk.Command>> desks) {
    Map<String, ActorRef<NodeDesk.Command>> byName = new HashMap<>();
    Address self = Cluster.get(system).selfMember().address();
    for (ActorRef<NodeDesk.Command> desk : desks) {
      Address address = desk.path().address();
      byName.put(NodeName.of(address.hasLocalScope() ? self : address), desk);
    }
    return byName;
  }

  /// All that are in the cluster in any state: what is not known of them is to be seen.
  private List<String> members() {
    List<String> names = new ArrayList<>();
    for (Member member : Cluster.get(system).state().getMembers()) {
      names.add(NodeName.of(member.address()));
    }
    return names;
  }
}
