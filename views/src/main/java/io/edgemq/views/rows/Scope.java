package io.edgemq.views.rows;

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

  /// Characters that functions of one view may read of values for one message, again and again for
  /// each of its elements: a few seconds.
  static final long CHARACTERS_MAX = 1L << 30;

  private static final @Nullable Object[] NOTHING = new Object[0];

  private final SegmentId segment;
  private final FrameReader frame;
  private final Topics topics;
  private @Nullable String topic;
  private @Nullable Object[] message = NOTHING;
  private boolean isRead;

  /// Changes with the message, and when it is read.
  private long messages;

  private @Nullable Object[] item = NOTHING;
  private boolean hasItem;
  private long charactersLeft;

  Scope(SegmentId segment, byte[] bytes, FrameReader frame) {
    this.segment = segment;
    this.frame = frame;
    topics = new Topics(bytes);
  }

  /// The reader moved on.
  void nextFrame() {
    topic = null;
    nextMessage();
  }

  /// The next line of the same frame; its values are not known yet.
  void nextMessage() {
    messages++;
    isRead = false;
    hasItem = false;
  }

  void message(@Nullable Object[] slots) {
    messages++;
    message = slots;
    isRead = true;
    hasItem = false;
  }

  /// Another view takes the message.
  void nextView() {
    charactersLeft = CHARACTERS_MAX;
  }

  /// Counts what a function is about to read.
  ///
  /// @throws Unfit if that is too much for one message
  void read(@Nullable Object value) throws Unfit {
    charactersLeft -=
        switch (value) {
          case String text -> text.length();
          case JsonString(String text) -> text.length();
          case JsonText json -> json.to() - json.from();
          case null, default -> 0;
        };
    if (charactersLeft < 0) {
      throw Unfit.range("more than " + CHARACTERS_MAX + " characters to read for one message");
    }
  }

  /// A number that stays the same as long as what is known of the message does.
  long message() {
    return messages;
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

  /// Reads a field of the metadata.
  static Term meta(MetaField field) {
    return switch (field) {
      case TOPIC -> Scope::topic;
      case TIMESTAMP_MS -> scope -> scope.frame.timestampMs();
      case FORMAT -> scope -> (long) scope.frame.format();
      case ENDPOINT -> scope -> scope.segment.wal().endpoint();
      case TENANT -> scope -> scope.segment.wal().tenant();
      case INSTANCE -> scope -> scope.segment.instance();
      case PARTITION -> scope -> (long) scope.segment.wal().partition();
      case EPOCH -> scope -> (long) scope.segment.epoch();
      case SEGMENT -> scope -> (long) scope.segment.segment();
      case OFFSET -> scope -> (long) scope.frame.offset();
      case PAYLOAD_SIZE -> scope -> (long) scope.frame.messageBytes();
    };
  }

  private @Nullable String topic() {
    if (topic == null && frame.format() == Frame.FORMAT_MQTT) {
      topic = topics.at(frame.topicFrom(), frame.topicBytes());
    }
    return topic;
  }
}
