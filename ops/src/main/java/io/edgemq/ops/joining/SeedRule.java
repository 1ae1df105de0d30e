package io.edgemq.ops.joining;

import io.edgemq.ops.settings.NodeSettings.HostPort;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/// When a node that looks for others in DNS tries to join them, and in which order it names them
/// (decision 0026). The order decides who founds a cluster where there is none: the first, when it
/// finds that the others have none either. So all nodes have to come to the same one.
///
/// For one thread.
final class SeedRule {
  /// A list that is longer would make joining slower and no more certain.
  static final int SEEDS_MAX = 64;

  private static final Comparator<HostPort> ORDER =
      Comparator.comparing(HostPort::host).thenComparingInt(HostPort::port);

  private final int nodesMin;
  private Set<HostPort> before = Set.of();
  private List<HostPort> seeds = List.of();

  /// What to do after a look.
  sealed interface Step {
    /// Look again: these are fewer than there have to be.
    record TooFew(int found) implements Step {}

    /// Look again: the look before this one found others.
    record Unsettled() implements Step {}

    /// Join through these nodes, in this order, and give up what was tried before.
    record Join(List<HostPort> seeds) implements Step {}

    /// Go on trying what is being tried.
    record GoOn() implements Step {}
  }

  /// @param nodesMin fewer addresses lead to nothing
  SeedRule(int nodesMin) {
    this.nodesMin = nodesMin;
  }

  /// To be called after every look, until the node is a member.
  ///
  /// @param found in any order, also twice; nothing where a name does not resolve
  Step next(Collection<HostPort> found) {
    Set<HostPort> now = Set.copyOf(found);
    boolean isSettled = now.equals(before);
    before = now;
    if (now.size() < nodesMin) {
      return new Step.TooFew(now.size());
    }
    if (!isSettled) {
      return new Step.Unsettled();
    }
    List<HostPort> sorted = now.stream().sorted(ORDER).limit(SEEDS_MAX).toList();
    if (sorted.equals(seeds)) {
      return new Step.GoOn();
    }
    seeds = sorted;
    return new Step.Join(sorted);
  }
}
