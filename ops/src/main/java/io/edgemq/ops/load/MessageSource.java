package io.edgemq.ops.load;

import java.nio.ByteBuffer;

/// What is published: the seam between the engine and the content.
///
/// Called on the engine's selector threads, for different connections possibly at the same time,
/// once or (after a reset) several times for the same message. An implementation writes straight
/// into the buffer that goes to the socket, relative to its position and big-endian, and should not
/// allocate. An exception ends the whole run.
public interface MessageSource {

  /// The most bytes that topic and payload of one message take together; the engine leaves that
  /// much room, plus the packet's header, before it asks for a message.
  int messageBytesMax();

  /// Writes the topic as UTF-8, 1 to 65,535 bytes, without a length in front. Not asked for over
  /// HTTP.
  ///
  /// @param connection from 0
  /// @param sequence the connection's message number, from 0 without gaps
  void topic(int connection, long sequence, ByteBuffer out);

  /// Writes the payload; its length is what it wrote.
  ///
  /// @param connection from 0
  /// @param sequence the connection's message number, from 0 without gaps
  void payload(int connection, long sequence, ByteBuffer out);
}
