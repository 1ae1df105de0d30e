package io.edgemq.ops.ready;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;

/// How a node sees its cluster now.
///
/// @param self its own status: `up`, `joining`, `leaving`, …
/// @param members of the cluster, by status; of those that it cannot reach too
/// @param unreachable how many it cannot reach
public record Membership(String self, Map<String, Integer> members, int unreachable) {
  /// The status of a node that takes part.
  public static final String UP = "up";

  public Membership {
    members = Map.copyOf(members);
  }

  /// As the node of this system sees it.
  public static Membership of(ActorSystem<?> system) {
    Cluster cluster = Cluster.get(system);
    CurrentClusterState state = cluster.state();
    Map<String, Integer> members = new TreeMap<>();
    for (Member member : state.getMembers()) {
      members.merge(status(member), 1, Integer::sum);
    }
    return new Membership(status(cluster.selfMember()), members, state.getUnreachable().size());
  }

  private static String status(Member member) {
    return member.status().toString().toLowerCase(Locale.ROOT);
  }
}
