package io.edgemq.ingest.mqtt;

/// What an accepted client may do.
///
/// @param qosMax highest quality of service it may publish with, 0 or 1
/// @param creditBytes bytes of frames that may be unacknowledged before the session wants no more
public record Grant(int qosMax, int creditBytes) {
  public Grant {
    if (qosMax < 0 || qosMax > 1) {
      throw new IllegalArgumentException("maximum QoS " + qosMax + ", but it is 0 or 1");
    }
    if (creditBytes < 1) {
      throw new IllegalArgumentException("a credit of " + creditBytes + " bytes lets nothing in");
    }
  }
}
