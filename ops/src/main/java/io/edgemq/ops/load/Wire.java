package io.edgemq.ops.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The bytes of a connection as the layer above sees them: a socket, or what lies on one. One owner
/// thread; the buffers in which a layer does its work are shared by all connections of the thread
/// and empty between calls.
interface Wire {
  /// Does what has to be done before anything can be said. To be called again whenever the socket
  /// can do something, until it is done.
  ///
  /// @return whether it is done
  /// @throws IOException if the other side does not want to, or is not whom it should be
  boolean open() throws IOException;

  /// Puts what has come behind the position of `to`, of which a good part must be free.
  ///
  /// @return how many bytes; 0 if nothing is there now
  int read(ByteBuffer to) throws IOException;

  /// Whether nothing will come any more behind what was read.
  boolean isAtEnd();

  /// Takes all of `from`, and keeps what the socket does not take.
  void write(ByteBuffer from) throws IOException;

  /// Nothing will be written any more: says so if the layer has a word for it.
  void leave() throws IOException;
}
