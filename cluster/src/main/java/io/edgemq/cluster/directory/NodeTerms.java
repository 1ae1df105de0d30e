package io.edgemq.cluster.directory;

import io.edgemq.storage.wal.SealPolicy;
import java.util.function.Predicate;

/// What the nodes' settings say about all that documents may say.
///
/// @param seal of endpoints that do not say
/// @param messageBytesMax the largest message that nodes take; no plan has more
/// @param frameBytesMax the largest frame; every segment must be able to hold it
/// @param endpointBytesMax what an endpoint may have on a disk; one segment must fit
/// @param isTopicFilter whether a text may be among the topics of a plan
public record NodeTerms(
    SealPolicy seal,
    int messageBytesMax,
    long frameBytesMax,
    long endpointBytesMax,
    Predicate<String> isTopicFilter) {
  /// A plan that allows no more than nodes do.
  public Plan capped(Plan plan) {
    return plan.messageBytesMax() <= messageBytesMax
        ? plan
        : new Plan(
            plan.name(),
            plan.connectionsMax(),
            plan.qosMax(),
            plan.rate(),
            messageBytesMax,
            plan.topics(),
            plan.closesOnForbiddenTopic());
  }
}
