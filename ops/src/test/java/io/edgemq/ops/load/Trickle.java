package io.edgemq.ops.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Stands between clients and a server and hands on what either says in small pieces, with small
/// buffers behind it, so that answers come in parts and what is written does not fit.
final class Trickle implements AutoCloseable {
  private static final int BUFFER_BYTES = 4096;

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final int port;
  private final int answerBytes;

  /// @param port of the server
  /// @param answerBytes most bytes of an answer that are handed on at once
  Trickle(int port, int answerBytes) throws IOException {
    this.port = port;
    this.answerBytes = answerBytes;
    listening.setReceiveBufferSize(BUFFER_BYTES);
    threads.execute(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /// Ends all connections without a word of any layer.
  void cut() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException _) {
        // It is gone already.
      }
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.addAll(List.of(client, server));
        client.setTcpNoDelay(true);
        threads.execute(() -> handOn(client, server, BUFFER_BYTES));
        threads.execute(() -> handOn(server, client, answerBytes));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private static void handOn(Socket from, Socket to, int bytes) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[bytes];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
    } catch (IOException _) {
      // One of them has gone away, so the other goes too.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    cut();
    threads.close();
  }
}
