package io.edgemq.ops.metrics;

import io.edgemq.cluster.directory.LiveDirectory;
import io.edgemq.ops.ready.Check;
import io.edgemq.ops.ready.Membership;
import io.edgemq.ops.settings.ProgramVersion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// The node itself and its cluster.
final class NodeFamilies {
  private NodeFamilies() {}

  static List<Family> of(Sources sources) {
    Membership membership = sources.membership().get();
    return List.of(
        Family.info("edgemq_build_info", "Which program this is.", "version", "java")
            .add(1, ProgramVersion.ofJar().orElse("unknown"), Runtime.version().toString()),
        ready(sources.checks().get()),
        members(membership),
        Family.gauge("edgemq_cluster_unreachable_members", "Members that this node cannot reach.")
            .add(membership.unreachable()),
        directoryAge(sources.directory(), sources.clock()),
        Family.counter(
                "edgemq_directory_failures_total",
                "How often the control documents could not be read.")
            .add(sources.directory().failures()));
  }

  private static Family ready(List<Check> checks) {
    Family family =
        Family.gauge(
            "edgemq_ready", "Whether the node is ready, as GET /ready has it, by check.", "check");
    checks.forEach(it -> family.add(it.isGood() ? 1 : 0, it.name()));
    return family;
  }

  private static Family members(Membership membership) {
    Family family =
        Family.gauge(
            "edgemq_cluster_members", "Nodes of the cluster, as this one sees them.", "status");
    family.add(0, Membership.UP);
    membership.members().forEach((status, count) -> family.add(count, status));
    return family;
  }

  private static Family directoryAge(LiveDirectory directory, InstantSource clock) {
    return Family.gauge(
            "edgemq_directory_age_seconds",
            "Since the control documents were read; +Inf: not since the start.")
        .add(
            directory
                .readAt()
                .map(it -> Duration.between(it, clock.instant()).toMillis() / 1e3)
                .orElse(Double.POSITIVE_INFINITY));
  }
}
