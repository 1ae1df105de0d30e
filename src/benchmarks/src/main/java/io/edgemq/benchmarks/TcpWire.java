package io.edgemq.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/// MQTT as it is, over TCP.
final class TcpWire implements ClientWire {
  private final SocketChannel channel;
  private final SelectionKey key;

  private TcpWire(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
  }

  /// Begins to connect.
  ///
  /// @param owner is attached to the selection key
  static TcpWire connect(Selector selector, InetSocketAddress server, Object owner)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT, owner);
      channel.connect(server);
      return new TcpWire(channel, key);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public boolean open() throws IOException {
    boolean isOpen = channel.finishConnect();
    if (isOpen) {
      key.interestOps(SelectionKey.OP_READ);
    }
    return isOpen;
  }

  @Override
  public void send(ByteBuffer bytes) throws IOException {
    int all = bytes.remaining();
    if (channel.write(bytes) < all) { // what an idle client says fits into any socket
      throw new IOException("the server does not read");
    }
  }

  @Override
  public int receive(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Nothing is left to be done with it.
    }
  }
}
