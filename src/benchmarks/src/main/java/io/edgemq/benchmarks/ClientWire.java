package io.edgemq.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The way between an idle client and its server: what the two say to each other in MQTT goes in
/// and comes out, however it travels. One owner thread, never blocks.
interface ClientWire {
  /// Goes on with the connecting of the wire and whatever handshake it has; to be called when its
  /// channel is ready, until it is open.
  ///
  /// @return whether it is open
  /// @throws IOException if it cannot be
  boolean open() throws IOException;

  /// Sends these bytes, all of them or none.
  ///
  /// @throws IOException if the server does not read
  void send(ByteBuffer bytes) throws IOException;

  /// Puts what has come behind the position of `into`.
  ///
  /// @return how many bytes that was, -1 if no more will come
  int receive(ByteBuffer into) throws IOException;

  /// Ends it without a word.
  void close();
}
