package io.edgemq.cluster.directory;

import java.util.List;

/// What a tenant has paid for.
///
/// @param name as tenants refer to it
/// @param connectionsMax MQTT connections that one endpoint takes at once
/// @param qosMax highest quality of service a client may publish with, 0 or 1
/// @param rate how much the tenant may publish on one node, all its endpoints together
/// @param messageBytesMax largest message or HTTP record; what the node takes at most counts too
/// @param topics MQTT topics that may be published to, as topic filters
/// @param closesOnForbiddenTopic whether a client that publishes elsewhere is cut off, where it
///   could also go on
public record Plan(
    String name,
    int connectionsMax,
    int qosMax,
    PublishRate rate,
    int messageBytesMax,
    List<String> topics,
    boolean closesOnForbiddenTopic) {
  /// The topics of a plan, and of a key, that does not limit them.
  public static final List<String> ALL_TOPICS = List.of("#");

  public Plan {
    topics = List.copyOf(topics);
  }

  /// A plan that limits nothing else.
  public Plan(String name, int connectionsMax, int qosMax) {
    this(name, connectionsMax, qosMax, PublishRate.UNLIMITED, Integer.MAX_VALUE, ALL_TOPICS, false);
  }
}
