package io.edgemq.ops.load;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// One network connection of a client: a socket, the bytes it did not take yet, and the beginning
/// of an answer that has not arrived whole. One owner thread.
final class Link {
  private static final byte[] NOTHING = new byte[0];

  private final SocketChannel channel;
  private final SelectionKey key;
  private @Nullable ByteBuffer backlog;
  private byte[] begun = NOTHING;

  private Link(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
  }

  /// Begins to connect; [#finishConnect()] tells when it is done.
  ///
  /// @param owner is attached to the selection key
  static Link open(Selector selector, InetSocketAddress address, Object owner) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      boolean connected = channel.connect(address);
      int interest = connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT;
      return new Link(channel, channel.register(selector, interest, owner));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// Whether the connection is made.
  ///
  /// @throws IOException if it cannot be
  boolean finishConnect() throws IOException {
    if (!channel.finishConnect()) {
      return false;
    }
    // Whoever knocks long enough at a free loopback port is given that port as its own, is
    // connected to
    // itself, and keeps the server that should come back from it.
    if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      throw new ConnectException("connected to itself");
    }
    return true;
  }

  /// Of the server.
  int port() throws IOException {
    return ((InetSocketAddress) channel.getRemoteAddress()).getPort();
  }

  boolean isReadable() {
    return key.isReadable();
  }

  boolean isWritable() {
    return key.isWritable();
  }

  /// Reads what is there behind what [#keep(ByteBuffer)] kept and leaves both in `in`, ready to be
  /// taken out.
  ///
  /// @return how many bytes came, -1 at the end of the stream
  int read(ByteBuffer in) throws IOException {
    in.clear();
    in.put(begun);
    begun = NOTHING;
    int count = channel.read(in);
    in.flip();
    return count;
  }

  /// Keeps the rest of `in`, the beginning of an answer, for the next read.
  void keep(ByteBuffer in) {
    if (in.hasRemaining()) {
      begun = new byte[in.remaining()];
      in.get(begun);
    }
  }

  boolean isBacklogged() {
    return backlog != null;
  }

  /// Writes all of `out`, or as much as the socket takes and keeps a copy of the rest. Not to be
  /// called with a backlog.
  void write(ByteBuffer out) throws IOException {
    // A socket may take less than there is room for; only 0 says that it is full.
    while (out.hasRemaining() && channel.write(out) > 0) {}
    if (out.hasRemaining()) {
      ByteBuffer rest = ByteBuffer.allocateDirect(out.remaining());
      backlog = rest.put(out).flip();
    }
  }

  /// Writes what was left over.
  void writeBacklog() throws IOException {
    ByteBuffer rest = backlog;
    if (rest != null) {
      while (rest.hasRemaining() && channel.write(rest) > 0) {}
      if (!rest.hasRemaining()) {
        backlog = null;
      }
    }
  }

  /// Wakes up for reading, and for writing if there is a backlog or `more` to be written.
  void watch(boolean more) {
    int interest =
        more || backlog != null
            ? SelectionKey.OP_READ | SelectionKey.OP_WRITE
            : SelectionKey.OP_READ;
    if (key.interestOps() != interest) {
      key.interestOps(interest);
    }
  }

  /// Closes the socket; bytes already written still go out.
  void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Nothing is left to be done with this socket.
    }
  }
}
