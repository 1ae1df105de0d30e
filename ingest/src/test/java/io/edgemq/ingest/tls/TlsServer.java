package io.edgemq.ingest.tls;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;

/// A listener on loopback with TLS on its connections, as the product's listeners are.
final class TlsServer implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private final BlockingQueue<TlsPeer> peers = new LinkedBlockingQueue<>();
  private final TlsContext context;
  private final Tcp.ServerBinding binding;

  /// @param handler of each connection
  TlsServer(ActorSystem system, TlsSettings settings, Flow<ByteString, ByteString, NotUsed> handler)
      throws Exception {
    context = TlsContext.load(settings, InstantSource.system());
    binding =
        Tcp.get(system)
            .bind("127.0.0.1", 0, 100, List.of(), true, Optional.empty())
            .to(
                Sink.foreach(incoming ->
                    incoming.handleWith(
                        context.layer(peers::add).reversed().join(handler), system)))
            .run(system)
            .toCompletableFuture()
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  InetSocketAddress address() {
    return binding.localAddress();
  }

  /// A plain connection to it, on which reading gives up in time.
  Socket connect() throws Exception {
    var socket = new Socket(InetAddress.getLoopbackAddress(), address().getPort());
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.setTcpNoDelay(true);
    return socket;
  }

  TlsContext context() {
    return context;
  }

  /// Of the next handshake that is done.
  TlsPeer peer() throws InterruptedException {
    return requireNonNull(peers.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), "no handshake");
  }

  long count(HandshakeEnd end) {
    return context.handshakes().getOrDefault(end, 0L);
  }

  void awaitCount(HandshakeEnd end, long count) throws InterruptedException {
    await(() -> count(end) == count, "handshakes " + end);
  }

  static void await(BooleanSupplier condition, String what) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError(what + ": did not come");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Override
  public void close() {
    binding.unbind();
  }
}
