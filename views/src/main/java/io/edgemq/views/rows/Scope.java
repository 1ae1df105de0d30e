package io.edgemq.views.rows;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.views.definition.MetaField;
import org.jspecify.annotations.Nullable;

/// What terms read: the frame that a reader stands at, its message, and an element of it. One scope
/// goes from row to row.
final class Scope {
  /// There is a value, but the message is not read yet.
  @SuppressWarnings("StaticAssignmentOfThrowable") // it has no stack trace
  static final Unfit NOT_READ = new Unfit(Reason.NOT_JSON, "the message is not read");

  private static final @Nullable Object[] NOTHING = new Object[0];

  private final SegmentId segment;
  private final byte[] bytes;
  private final FrameReader frame;
  private @Nullable String topic;
  private @Nullable Object[] message = NOTHING;
  private boolean isRead;
  private @Nullable Object[] item = NOTHING;
  private boolean hasItem;

  Scope(SegmentId segment, byte[] bytes, FrameReader frame) {
    this.segment = segment;
    this.bytes = bytes;
    this.frame = frame;
  }

  /// The reader moved on.
  void nextFrame() {
    topic = null;
    nextMessage();
  }

  /// The next line of the same frame; its values are not known yet.
  void nextMessage() {
    isRead = false;
    hasItem = false;
  }

  void message(@Nullable Object[] slots) {
    message = slots;
    isRead = true;
    hasItem = false;
  }

  void item(@Nullable Object[] slots) {
    item = slots;
    hasItem = true;
  }

  @Nullable Object inMessage(int slot) throws Unfit {
    if (!isRead) {
      throw NOT_READ;
    }
    return message[slot];
  }

  @Nullable Object inItem(int slot) throws Unfit {
    if (!hasItem) {
      throw NOT_READ;
    }
    return item[slot];
  }

  @Nullable Object meta(MetaField field) {
    return switch (field) {
      case TOPIC -> topic();
      case TIMESTAMP_MS -> frame.timestampMs();
      case FORMAT -> (long) frame.format();
      case ENDPOINT -> segment.wal().endpoint();
      case TENANT -> segment.wal().tenant();
      case INSTANCE -> segment.instance();
      case EPOCH -> (long) segment.epoch();
      case SEGMENT -> (long) segment.segment();
      case OFFSET -> (long) frame.offset();
      case PAYLOAD_SIZE -> (long) frame.messageBytes();
    };
  }

  private @Nullable String topic() {
    if (topic == null && frame.format() == Frame.FORMAT_MQTT) {
      topic = new String(bytes, frame.topicFrom(), frame.topicBytes(), UTF_8);
    }
    return topic;
  }
}
