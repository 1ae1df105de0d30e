package io.edgemq.ingest.mqtt;

import io.edgemq.storage.wal.AckLevel;

/// What an accepted client may do.
///
/// @param publish what it may publish
/// @param creditBytes bytes of frames that may be unacknowledged before the session wants no more;
///   0: nothing is taken until [MqttSession#credit] gives some
/// @param ack what its PUBACKs stand for
/// @param assignedClientId the id that a client of MQTT 5.0 is given if it brought none: letters
///   and digits, at most 23; empty if it brought one
public record Grant(PublishLimits publish, int creditBytes, AckLevel ack, String assignedClientId) {
  private static final int ASSIGNED_LENGTH_MAX = 23;

  public Grant {
    if (creditBytes < 0) {
      throw new IllegalArgumentException("a credit of " + creditBytes + " bytes");
    }
    if (assignedClientId.length() > ASSIGNED_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "an assigned client id of " + assignedClientId.length() + " characters");
    }
  }

  /// For a client that may publish what the server takes, up to this quality of service, and is
  /// told what is durable.
  public Grant(int qosMax, int creditBytes, String assignedClientId) {
    this(
        new PublishLimits(qosMax, Integer.MAX_VALUE, TopicFilters.ALL, false),
        creditBytes,
        AckLevel.DURABLE,
        assignedClientId);
  }

  /// The same for one that brought its id.
  public Grant(int qosMax, int creditBytes) {
    this(qosMax, creditBytes, "");
  }
}
