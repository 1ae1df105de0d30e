package io.edgemq.ops.settings;

import io.edgemq.cluster.directory.Limits;
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
  private static final Rule<Integer> CONNECTIONS_RULE = Rules.integer(1, Limits.CONNECTIONS_MOST);
  private static final Rule<Integer> QOS_RULE = Rules.integer(0, 1);
  private static final Rule<Optional<Integer>> MESSAGES =
      Rules.orOff(Rules.integer(1, Limits.MESSAGES_PER_SECOND_MOST));
  private static final Rule<Optional<Long>> BYTES =
      Rules.orOff(Rules.bytes(Limits.BYTES_PER_SECOND_LEAST, Limits.BYTES_PER_SECOND_MOST));
  private static final Rule<Duration> BURST =
      Rules.duration(Duration.ofMillis(1), Limits.BURST_MOST);

  /// A plan's section, which has the first two.
  Plan plan(String name, Section section) {
    String many = "a number of connections";
    Optional<Integer> connectionsMax = section.required(CONNECTIONS, many, CONNECTIONS_RULE);
    Optional<Integer> qosMax = section.required(QOS, "0 or 1", QOS_RULE);
    var open = new Plan(name, 1, 1, PublishRate.UNLIMITED, messageBytesMax, Plan.ALL_TOPICS, false);
    return rest(section, connectionsMax, qosMax).over(open);
  }

  /// A tenant's section, which has some.
  Limits limits(Section section) {
    return rest(
        section, section.optional(CONNECTIONS, CONNECTIONS_RULE), section.optional(QOS, QOS_RULE));
  }

  private Limits rest(Section section, Optional<Integer> connectionsMax, Optional<Integer> qosMax) {
    var read =
        new Limits(
            connectionsMax,
            qosMax,
            section.optional("messages-per-second", MESSAGES).map(it -> it.orElse(Limits.ANY)),
            section.optional("bytes-per-second", BYTES).map(it -> it.orElse((long) Limits.ANY)),
            section.optional("burst", BURST),
            messageBytesMax(section),
            topics(section),
            section.optional("close-on-forbidden-topic", Rules.onOrOff()));
    section.refuseOthers();
    return read;
  }

  private Optional<Integer> messageBytesMax(Section section) {
    String key = "message-bytes-max";
    Optional<Integer> bytes = section.optional(key, Rules.smallBytes(1, Limits.MESSAGE_BYTES_MOST));
    if (bytes.isPresent() && bytes.get() > messageBytesMax) {
      section.fault(
          key,
          "%s is more than the node takes; allowed: %s or less (mqtt.message-bytes-max)"
              .formatted(Units.bytes(bytes.get()), Units.bytes(messageBytesMax)));
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
