package io.edgemq.ops.management;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.management.cluster.javadsl.ClusterHttpManagementRoutes;

/// What Pekko Management tells of a cluster, and nothing of what it lets one do to it: `GET
/// /cluster/members`, `/cluster/members/ADDRESS`, `/cluster/shards/endpoint-wal`.
public final class ClusterRoutes {
  private ClusterRoutes() {}

  /// The routes, for a node that is a member or going to be one.
  public static Route of(ActorSystem<?> system) {
    Route readOnly = ClusterHttpManagementRoutes.readOnly(Cluster.get(system.classicSystem()));
    var events = PathMatchers.segment("cluster").slash("domain-events");
    Route noStreams =
        Directives.pathPrefix(events, () -> Directives.complete(StatusCodes.NOT_FOUND));
    return Directives.concat(noStreams, readOnly);
  }
}
