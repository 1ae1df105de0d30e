package io.edgemq.ingest.mqtt;

/// What an accepted client may do.
///
/// @param qosMax highest quality of service it may publish with, 0 or 1
/// @param creditBytes bytes of frames that may be unacknowledged before the session wants no more
/// @param assignedClientId the id that a client of MQTT 5.0 is given if it brought none: letters
///   and digits, at most 23; empty if it brought one
public record Grant(int qosMax, int creditBytes, String assignedClientId) {
  private static final int ASSIGNED_LENGTH_MAX = 23;

  public Grant {
    if (qosMax < 0 || qosMax > 1) {
      throw new IllegalArgumentException("maximum QoS " + qosMax + ", but it is 0 or 1");
    }
    if (creditBytes < 1) {
      throw new IllegalArgumentException("a credit of " + creditBytes + " bytes lets nothing in");
    }
    if (assignedClientId.length() > ASSIGNED_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "an assigned client id of " + assignedClientId.length() + " characters");
    }
  }

  /// For a client that brought its id.
  public Grant(int qosMax, int creditBytes) {
    this(qosMax, creditBytes, "");
  }
}
