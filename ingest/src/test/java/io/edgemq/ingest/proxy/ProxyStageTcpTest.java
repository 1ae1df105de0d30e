package io.edgemq.ingest.proxy;

import static io.edgemq.ingest.proxy.ProxyHeaders.ADDRESSES4;
import static io.edgemq.ingest.proxy.ProxyHeaders.PROXY;
import static io.edgemq.ingest.proxy.ProxyHeaders.TCP4;
import static io.edgemq.ingest.proxy.ProxyHeaders.header;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.mqtt.Hex;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The stage on real sockets, in front of an echo that half-closed connections are served by.
class ProxyStageTcpTest {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final byte[] HEADER = header(PROXY, TCP4, ADDRESSES4);

  private final ActorTestKit kit = ActorTestKit.create();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  @Test
  void aClientIsServedBehindTheHeaderEvenAfterItClosedItsSide() throws Exception {
    try (Socket client = connected(Duration.ofMillis(PATIENCE_MILLIS))) {
      client.getOutputStream().write(HEADER, 0, 7);
      client.getOutputStream().flush();
      client
          .getOutputStream()
          .write(Hex.join(Arrays.copyOfRange(HEADER, 7, HEADER.length), text("ab")));
      assertThat(client.getInputStream().readNBytes(2)).isEqualTo(text("ab"));
      client.getOutputStream().write(text("cd"));
      client.shutdownOutput();

      assertThat(client.getInputStream().readAllBytes()).isEqualTo(text("cd"));
    }
    assertThat(nextEvent()).isEqualTo("192.0.2.7");
  }

  @Test
  void aClientWithoutAHeaderIsCutOff() throws Exception {
    try (Socket client = connected(Duration.ofMillis(PATIENCE_MILLIS))) {
      client.getOutputStream().write(Hex.bytes("10 0d 00 04 4d 51 54 54 04 02 00 3c 00 01 61"));

      assertThat(isClosedWithoutAByte(client)).isTrue();
    }
    assertThat(nextEvent()).isEqualTo("no_signature");
  }

  @Test
  void aClientThatSendsNothingIsCutOff() throws Exception {
    try (Socket client = connected(Duration.ofMillis(50))) {
      assertThat(isClosedWithoutAByte(client)).isTrue();
    }
    assertThat(nextEvent()).isEqualTo("timeout");
  }

  @Test
  void aClientThatStopsWithinItsHeaderIsCutOff() throws Exception {
    try (Socket client = connected(Duration.ofMillis(50))) {
      client.getOutputStream().write(HEADER, 0, HEADER.length - 1);

      assertThat(isClosedWithoutAByte(client)).isTrue();
    }
    assertThat(nextEvent()).isEqualTo("timeout");
  }

  @Test
  void aClientThatClosesItsSideWithinItsHeaderIsClosed() throws Exception {
    try (Socket client = connected(Duration.ofMillis(PATIENCE_MILLIS))) {
      client.getOutputStream().write(HEADER, 0, 20);
      client.shutdownOutput();

      assertThat(isClosedWithoutAByte(client)).isTrue();
    }
    assertThat(nextEvent()).isEqualTo("ended_early");
  }

  @Test
  void aLoadBalancerThatOnlyTriesThePortSendsNoBytes() throws Exception {
    connected(Duration.ofMillis(PATIENCE_MILLIS)).close();

    assertThat(nextEvent()).isEqualTo("no_bytes");
  }

  private Socket connected(Duration headerWithin) throws Exception {
    Flow<ByteString, ByteString, ?> echo =
        Flow.fromGraph(
            new ProxyStage(
                ProxyStage.HEADER_BYTES_DEFAULT,
                headerWithin,
                header -> events.add(header.client().orElseThrow().getAddress().getHostAddress()),
                fault -> events.add(fault.label())));
    InetSocketAddress address =
        Tcp.get(kit.system())
            .bind("127.0.0.1", 0, 10, List.of(), true, Optional.empty())
            .to(Sink.foreach(incoming -> incoming.handleWith(echo, kit.system())))
            .run(kit.system())
            .toCompletableFuture()
            .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
            .localAddress();
    var client = new Socket(address.getAddress(), address.getPort());
    client.setSoTimeout(PATIENCE_MILLIS);
    return client;
  }

  /// A reset is as good as an end.
  private static boolean isClosedWithoutAByte(Socket client) {
    try {
      return client.getInputStream().read() < 0;
    } catch (SocketTimeoutException _) {
      return false;
    } catch (IOException _) {
      return true;
    }
  }

  private String nextEvent() throws InterruptedException {
    String event = events.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    return event == null ? "nothing" : event;
  }

  private static byte[] text(String text) {
    return text.getBytes(US_ASCII);
  }
}
