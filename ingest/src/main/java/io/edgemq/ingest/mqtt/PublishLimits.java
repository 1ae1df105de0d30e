package io.edgemq.ingest.mqtt;

/// What plan and key let a client publish.
///
/// @param qosMax highest quality of service, 0 or 1
/// @param messageBytesMax the message of one PUBLISH; [SessionLimits] count too
/// @param topics where to
/// @param closesOnForbiddenTopic whether the session ends with a message to another topic where it
///   could also go on without it
public record PublishLimits(
    int qosMax, int messageBytesMax, TopicFilters topics, boolean closesOnForbiddenTopic) {
  public PublishLimits {
    if (qosMax < 0 || qosMax > 1) {
      throw new IllegalArgumentException("maximum QoS " + qosMax + ", but it is 0 or 1");
    }
    if (messageBytesMax < 1) {
      throw new IllegalArgumentException("messages of " + messageBytesMax + " bytes");
    }
  }
}
