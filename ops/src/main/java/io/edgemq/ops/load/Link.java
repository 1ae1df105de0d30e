package io.edgemq.ops.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;

/// One network connection of a client: a socket, the layers on it, and the beginning of an answer
/// that has not arrived whole. One owner thread.
final class Link {
  private final SocketWire socket;
  private final Wire top;
  private final Remainder begun = new Remainder();

  private Link(SocketWire socket, Wire top) {
    this.socket = socket;
    this.top = top;
  }

  /// Begins to connect; [#finishConnect()] tells when it is done.
  ///
  /// @param owner is attached to the selection key
  static Link open(Lane lane, InetSocketAddress address, Object owner) throws IOException {
    SocketWire socket = SocketWire.connect(lane.selector, address, owner);
    return new Link(socket, lane.layers.over(socket, address.getPort()));
  }

  /// Whether the connection is made, with all layers.
  ///
  /// @throws IOException if it cannot be
  boolean finishConnect() throws IOException {
    if (!socket.open()) {
      return false;
    }
    socket.writeBacklog();
    boolean isOpen = top.open();
    watch(false);
    return isOpen;
  }

  /// Of the server.
  int port() throws IOException {
    return socket.port();
  }

  boolean isReadable() {
    return socket.key().isReadable();
  }

  boolean isWritable() {
    return socket.key().isWritable();
  }

  /// Reads what is there behind what [#keep(ByteBuffer)] kept and leaves both in `in`, ready to be
  /// taken out.
  ///
  /// @return how many bytes came
  int read(ByteBuffer in) throws IOException {
    in.clear();
    begun.moveTo(in);
    int count = top.read(in);
    in.flip();
    return count;
  }

  /// Whether nothing will come any more.
  boolean isAtEnd() {
    return top.isAtEnd();
  }

  /// Keeps the rest of `in`, the beginning of an answer, for the next read.
  void keep(ByteBuffer in) {
    begun.keep(in);
  }

  boolean isBacklogged() {
    return socket.isBacklogged();
  }

  /// Writes all of `out`, or as much as the socket takes and keeps a copy of the rest.
  void write(ByteBuffer out) throws IOException {
    top.write(out);
  }

  /// Writes what was left over.
  void writeBacklog() throws IOException {
    socket.writeBacklog();
  }

  /// Nothing will be written any more.
  void leave() throws IOException {
    top.leave();
  }

  /// Wakes up for reading, and for writing if there is a backlog or `more` to be written.
  void watch(boolean more) {
    int interest =
        more || socket.isBacklogged()
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ;
    SelectionKey key = socket.key();
    if (key.interestOps() != interest) {
      key.interestOps(interest);
    }
  }

  /// Closes the socket; bytes already written still go out.
  void close() {
    socket.close();
  }
}
