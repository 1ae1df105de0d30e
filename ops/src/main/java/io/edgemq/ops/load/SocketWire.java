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

/// A socket, and the bytes it did not take yet.
final class SocketWire implements Wire {
  private final SocketChannel channel;
  private final SelectionKey key;
  private boolean isOpen;
  private boolean isAtEnd;
  private @Nullable ByteBuffer backlog;

  private SocketWire(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
  }

  /// Begins to connect.
  ///
  /// @param owner is attached to the selection key
  static SocketWire connect(Selector selector, InetSocketAddress address, Object owner)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      boolean connected = channel.connect(address);
      int interest = connected ? SelectionKey.OP_WRITE : SelectionKey.OP_CONNECT;
      return new SocketWire(channel, channel.register(selector, interest, owner));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public boolean open() throws IOException {
    if (isOpen) {
      return true;
    }
    if (!channel.finishConnect()) {
      return false;
    }
    // Whoever knocks long enough at a free loopback port is given that port as its own, is
    // connected to itself, and keeps the server that should come back from it.
    if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      throw new ConnectException("connected to itself");
    }
    isOpen = true;
    return true;
  }

  /// Of the server.
  int port() throws IOException {
    return ((InetSocketAddress) channel.getRemoteAddress()).getPort();
  }

  SelectionKey key() {
    return key;
  }

  boolean isBacklogged() {
    return backlog != null;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int count = channel.read(to);
    isAtEnd = count < 0;
    return Math.max(0, count);
  }

  @Override
  public boolean isAtEnd() {
    return isAtEnd;
  }

  @Override
  public void write(ByteBuffer from) throws IOException {
    ByteBuffer waiting = backlog;
    if (waiting != null) {
      ByteBuffer both = ByteBuffer.allocateDirect(waiting.remaining() + from.remaining());
      backlog = both.put(waiting).put(from).flip();
      return;
    }
    // A socket may take less than there is room for; only 0 says that it is full.
    while (from.hasRemaining() && channel.write(from) > 0) {}
    if (from.hasRemaining()) {
      ByteBuffer rest = ByteBuffer.allocateDirect(from.remaining());
      backlog = rest.put(from).flip();
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

  @Override
  public void leave() {}

  /// Closes the socket; bytes already written still go out.
  void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Nothing is left to be done with this socket.
    }
  }
}
