package io.edgemq.ops.replay;

import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.views.rows.MessageParts;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Which frames are replayed.
///
/// @param fromMs smallest TS, milliseconds since the epoch
/// @param toMs the first TS that is not replayed any more
/// @param topics filters, one of which a topic has to match; where there are any, frames by HTTP
///   are not replayed. Empty: all frames
/// @param after where a replay that broke off stopped, one position for each log: nothing up to it
public record Selection(long fromMs, long toMs, List<String> topics, List<Position> after) {
  public Selection {
    topics = List.copyOf(topics);
    after = List.copyOf(after);
  }

  /// Whether a segment may have such frames.
  boolean overlaps(CommitMarker marker) {
    return marker.lastTimestampMs() >= fromMs && marker.firstTimestampMs() < toMs;
  }

  /// Whether the frame that the reader is at is one.
  boolean takes(byte[] raw, FrameReader frame) {
    return frame.timestampMs() >= fromMs
        && frame.timestampMs() < toMs
        && (topics.isEmpty() || hasTopic(raw, frame));
  }

  private boolean hasTopic(byte[] raw, FrameReader frame) {
    if (frame.format() != Frame.FORMAT_MQTT) {
      return false;
    }
    String topic = new String(raw, frame.topicFrom(), frame.topicBytes(), StandardCharsets.UTF_8);
    return topics.stream().anyMatch(it -> MessageParts.topicMatches(topic, it));
  }
}
