package io.edgemq.ops.settings;

/// The largest message between nodes: an append. Pekko drops what is larger than it was told to
/// expect, in silence for the sender, so it is told what the other settings lead to (decision
/// 0024).
final class BetweenNodes {
  /// Most that is allowed: the buffer of a connection to another node, of which there may be two
  /// for each.
  static final long MESSAGE_BYTES_MAX = 256L << 20;

  /// What TCP, TLS or WebSocket hands over at once is half of it or less.
  private static final long CHUNK_BYTES_MAX = 256L << 10;

  /// The frame of the shortest PUBLISH, 5 bytes with QoS 0, has 20.
  private static final int FRAME_GROWTH = 4;

  /// Envelope of Pekko and head of an append, most of it names of actors.
  private static final long ENVELOPE_BYTES_MAX = 64L << 10;

  private BetweenNodes() {}

  /// Bytes of the largest append that can come about, with its envelope. Over HTTP a request is
  /// never divided. Over MQTT one chunk is an append: a packet that began before it, what was held
  /// from before, the chunk itself, and the message in which an alias exceeds the credit.
  ///
  /// @param frameBytesMax of one message over MQTT
  /// @param unacknowledgedBytesMax of a connection, which is also what is held of it
  /// @param requestBytesMax frames of an HTTP request
  static long messageBytesMax(
      long frameBytesMax, long unacknowledgedBytesMax, long requestBytesMax) {
    long chunks = unacknowledgedBytesMax + 2 * CHUNK_BYTES_MAX;
    long ofMqtt = 2 * frameBytesMax + FRAME_GROWTH * chunks;
    return Math.max(ofMqtt, requestBytesMax) + ENVELOPE_BYTES_MAX;
  }
}
