package io.edgemq.storage.frame;

import java.util.Arrays;
import java.util.zip.CRC32C;

/// Builds runs of frames, one after the other: payload bytes are copied once, from where they were
/// received to where the log writes them from. One owner, one thread; the array of a finished run
/// belongs to the batch and the next run starts a new one.
public final class FrameRun {
  private static final byte[] EMPTY = {};
  private static final int BYTES_MIN = 256;
  private static final int BYTES_MAX = Integer.MAX_VALUE - 8;

  private final CRC32C checksum = new CRC32C();
  private byte[] bytes = EMPTY;
  private int length;
  private int frames;
  private long firstTimestampMs = Long.MAX_VALUE;
  private long lastTimestampMs = Long.MIN_VALUE;

  /// Announces a run of about so many bytes, so that its array is allocated once. Only a hint, and
  /// only heard while the run is empty.
  public void expect(int lengthExpected) {
    if (frames == 0 && bytes.length < lengthExpected) {
      bytes = new byte[Math.max(BYTES_MIN, lengthExpected)];
    }
  }

  /// Adds a frame of [Frame#FORMAT_HTTP] with the bytes `[from, from + size)` of `source`.
  public void addHttp(long timestampMs, byte[] source, int from, int size) {
    int payload = begin(size);
    System.arraycopy(source, from, bytes, payload, size);
    end(Frame.FORMAT_HTTP, timestampMs, payload, size);
  }

  /// Adds a frame of [Frame#FORMAT_MQTT]. Topic and message are ranges of one array, as they are in
  /// a PUBLISH packet; the topic is at most 65,535 bytes.
  public void addMqtt(
      long timestampMs,
      byte[] source,
      int topicFrom,
      int topicBytes,
      int messageFrom,
      int messageBytes) {
    addMqtt(timestampMs, source, topicFrom, topicBytes, source, messageFrom, messageBytes);
  }

  /// The same for a topic that stands elsewhere than the message, as that of a topic alias does.
  public void addMqtt(
      long timestampMs,
      byte[] topicSource,
      int topicFrom,
      int topicBytes,
      byte[] messageSource,
      int messageFrom,
      int messageBytes) {
    int size = Frame.TOPIC_LENGTH_BYTES + topicBytes + messageBytes;
    int payload = begin(size);
    int topic = payload + Frame.TOPIC_LENGTH_BYTES;
    BigEndian.putShort(bytes, payload, topicBytes);
    System.arraycopy(topicSource, topicFrom, bytes, topic, topicBytes);
    System.arraycopy(messageSource, messageFrom, bytes, topic + topicBytes, messageBytes);
    end(Frame.FORMAT_MQTT, timestampMs, payload, size);
  }

  /// Whether nothing was added since the last [#finish()].
  public boolean isEmpty() {
    return frames == 0;
  }

  /// Bytes of the frames added so far.
  public int length() {
    return length;
  }

  /// Hands the run over and starts the next one.
  ///
  /// @throws IllegalStateException if the run is empty
  public FrameBatch finish() {
    if (frames == 0) {
      throw new IllegalStateException("a batch has at least one frame");
    }
    var batch = new FrameBatch(bytes, length, frames, firstTimestampMs, lastTimestampMs);
    bytes = EMPTY;
    length = 0;
    frames = 0;
    firstTimestampMs = Long.MAX_VALUE;
    lastTimestampMs = Long.MIN_VALUE;
    return batch;
  }

  private int begin(int payloadBytes) {
    long needed = (long) length + Frame.HEADER_BYTES + payloadBytes;
    if (needed > bytes.length) {
      if (needed > BYTES_MAX) {
        throw new IllegalArgumentException("a run of " + needed + " bytes does not fit an array");
      }
      long grown = Math.max(Math.max(needed, BYTES_MIN), bytes.length * 2L);
      bytes = Arrays.copyOf(bytes, (int) Math.min(grown, BYTES_MAX));
    }
    return length + Frame.HEADER_BYTES;
  }

  private void end(byte format, long timestampMs, int payload, int payloadBytes) {
    checksum.reset();
    checksum.update(bytes, payload, payloadBytes);
    BigEndian.putInteger(bytes, length, Frame.HEADER_BYTES + payloadBytes);
    BigEndian.putInteger(bytes, length + Frame.CHECKSUM_AT, (int) checksum.getValue());
    bytes[length + Frame.FORMAT_AT] = format;
    BigEndian.putLong(bytes, length + Frame.TIMESTAMP_AT, timestampMs);
    length = payload + payloadBytes;
    frames++;
    firstTimestampMs = Math.min(firstTimestampMs, timestampMs);
    lastTimestampMs = Math.max(lastTimestampMs, timestampMs);
  }
}
