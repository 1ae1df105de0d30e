package io.edgemq.ops.settings;

import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.PublishRate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Reads plans, and the limits that a tenant has in place of its plan's.
///
/// @param messageBytesMax the node's; no plan has more
record PlanReader(int messageBytesMax) {
  private static final String CONNECTIONS = "connections-max";
  private static final String QOS = "qos-max";
  private static final Rule<Integer> CONNECTIONS_RULE = Rules.integer(1, 10_000_000);
  private static final Rule<Integer> QOS_RULE = Rules.integer(0, 1);
  private static final Rule<Optional<Integer>> MESSAGES =
      Rules.orOff(Rules.integer(1, 1_000_000_000));
  private static final Rule<Optional<Long>> BYTES = Rules.orOff(Rules.bytes(1 << 10, 1L << 40));
  private static final Rule<Duration> BURST =
      Rules.duration(Duration.ofMillis(1), Duration.ofHours(1));

  /// A plan's section, which has the first two.
  Plan plan(String name, Section section) {
    String many = "a number of connections";
    int connectionsMax = section.required(CONNECTIONS, many, CONNECTIONS_RULE).orElse(1);
    int qosMax = section.required(QOS, "0 or 1", QOS_RULE).orElse(1);
    return rest(section, connectionsMax, qosMax, new Plan(name, connectionsMax, qosMax));
  }

  /// A tenant's section, which has some.
  Plan override(Section section, Plan plan) {
    int connectionsMax =
        section.optional(CONNECTIONS, CONNECTIONS_RULE).orElse(plan.connectionsMax());
    int qosMax = section.optional(QOS, QOS_RULE).orElse(plan.qosMax());
    return rest(section, connectionsMax, qosMax, plan);
  }

  private Plan rest(Section section, int connectionsMax, int qosMax, Plan plan) {
    PublishRate rate = plan.rate();
    var read =
        new Plan(
            plan.name(),
            connectionsMax,
            qosMax,
            new PublishRate(
                section.optional("messages-per-second", MESSAGES).orElse(rate.messagesPerSecond()),
                section.optional("bytes-per-second", BYTES).orElse(rate.bytesPerSecond()),
                section.optional("burst", BURST).orElse(rate.burst())),
            messageBytesMax(section, plan),
            topics(section).orElse(plan.topics()),
            section
                .optional("close-on-forbidden-topic", Rules.onOrOff())
                .orElse(plan.closesOnForbiddenTopic()));
    section.refuseOthers();
    return read;
  }

  private int messageBytesMax(Section section, Plan plan) {
    String key = "message-bytes-max";
    int inherited = Math.min(plan.messageBytesMax(), messageBytesMax);
    int bytes = section.optional(key, Rules.smallBytes(1, 64 << 20)).orElse(inherited);
    if (bytes > messageBytesMax) {
      section.fault(
          key,
          "%s is more than the node takes; allowed: %s or less (mqtt.message-bytes-max)"
              .formatted(Units.bytes(bytes), Units.bytes(messageBytesMax)));
    }
    return bytes;
  }

  /// The topics of a plan, a tenant, or a key.
  static Optional<List<String>> topics(Section section) {
    String key = "topics";
    Optional<List<String>> topics = section.optional(key, Rules.listOf(Rules.topicFilter()));
    if (topics.isPresent() && topics.get().isEmpty()) {
      section.fault(key, "is empty; allowed: [ a filter, … ], as in [\"sensors/#\"]");
    }
    return topics;
  }
}
