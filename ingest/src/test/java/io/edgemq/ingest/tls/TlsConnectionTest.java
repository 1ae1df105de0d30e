package io.edgemq.ingest.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.ingest.tls.TlsSettings.ClientAuthentication;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.util.Try;

/// How connections go on and end, between real sockets.
class TlsConnectionTest {
  private static final ActorSystem SYSTEM = ActorSystem.create("connections");
  private static final Certificates ISSUER = new Certificates("issuer");
  private static final SSLContext CLIENT = TlsClient.trusting(ISSUER.certificate());
  private static final ByteString LAST_ANSWERS = ByteString.fromArrayUnsafe(bytes(300_000));

  private static final Flow<ByteString, ByteString, NotUsed> ECHO = Flow.create();

  /// Keeps all that comes and sends it when the client has closed its side.
  private static final Flow<ByteString, ByteString, NotUsed> ECHO_AT_THE_END =
      Flow.<ByteString>create().fold(ByteString.emptyByteString(), ByteString::concat);

  @TempDir private Path folder;

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsClient.TLS_1_2, TlsClient.TLS_1_3})
  void muchGoesBothWaysAtOnce(String protocol) throws Exception {
    byte[] much = bytes(10_000_000);
    try (var server = server(ECHO);
        SSLSocket client = TlsClient.on(server.connect(), CLIENT, null, protocol)) {
      CompletableFuture<?> written = inBackground(() -> client.getOutputStream().write(much));

      assertThat(client.getInputStream().readNBytes(much.length)).isEqualTo(much);
      written.get(TlsServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void aClientMayChangeItsKeys() throws Exception {
    try (var server = server(ECHO);
        SSLSocket client = TlsClient.on(server.connect(), CLIENT, null, TlsClient.TLS_1_3)) {
      for (int n = 0; n < 20; n++) {
        client.startHandshake(); // in TLS 1.3 a key update that asks for one of the server's
        assertEcho(client);
      }
    }
  }

  @Test
  void anotherHandshakeIsRefused() throws Exception {
    BlockingQueue<Try<Done>> ends = new LinkedBlockingQueue<>();
    try (var server = server(listening(ends));
        SSLSocket client = TlsClient.on(server.connect(), CLIENT, null, TlsClient.TLS_1_2)) {
      client.startHandshake();

      assertThatThrownBy(
              () -> {
                client.startHandshake();
                client.getInputStream().read();
              })
          .isInstanceOf(IOException.class);

      assertThat(end(ends).failed().get()).hasMessageContaining("another handshake");
    }
  }

  // We close first.

  @ParameterizedTest
  @ValueSource(strings = {TlsClient.TLS_1_2, TlsClient.TLS_1_3})
  void theLastAnswersArriveAndThenTheEndOfTlsAndOfTcp(String protocol) throws Exception {
    Flow<ByteString, ByteString, NotUsed> answering =
        Flow.fromSinkAndSource(Sink.ignore(), Source.single(LAST_ANSWERS));
    try (var server = server(answering);
        Socket plain = server.connect();
        SSLSocket client = TlsClient.on(plain, CLIENT, null, protocol)) {
      client.getOutputStream().write(bytes(100_000)); // which nobody has asked for

      // The JDK throws if TCP ends without close_notify.
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(LAST_ANSWERS.toArray());
      if (protocol.equals(TlsClient.TLS_1_3)) { // otherwise the client has closed all by now
        assertThat(plain.getInputStream().read()).isEqualTo(-1);
        client.getOutputStream().write(bytes(100_000)); // is read and thrown away
      }
    }
  }

  @Test
  void whatComesAfterOurEndReachesTheHandlerUntilTheClientCloses() throws Exception {
    BlockingQueue<Try<Done>> ends = new LinkedBlockingQueue<>();
    Flow<ByteString, ByteString, NotUsed> closing =
        Flow.fromSinkAndSource(Sink.onComplete(ends::add), Source.single(LAST_ANSWERS));
    try (var server = server(closing)) {
      try (SSLSocket client = TlsClient.on(server.connect(), CLIENT, null, TlsClient.TLS_1_3)) {
        client.getInputStream().readAllBytes();
        client.getOutputStream().write(bytes(100_000));
        assertThat(ends).isEmpty();
      }

      assertThat(end(ends).isSuccess()).isTrue();
    }
  }

  @Test
  void aClientThatDoesNotAnswerOurEndIsClosedWhenTheHandlerHasWaitedLongEnough() throws Exception {
    Flow<ByteString, ByteString, NotUsed> impatient =
        Flow.fromSinkAndSource(
            Flow.<ByteString>create().takeWithin(Duration.ofMillis(100)).to(Sink.ignore()),
            Source.single(LAST_ANSWERS));
    try (var server = server(impatient);
        SSLSocket client = TlsClient.on(server.connect(), CLIENT, null, TlsClient.TLS_1_3)) {
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(LAST_ANSWERS.toArray());

      assertThatThrownBy(() -> writeForLong(client)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aHandlerThatOnlySendsIsHeardOut() throws Exception {
    Flow<ByteString, ByteString, NotUsed> deaf =
        Flow.fromSinkAndSource(Sink.cancelled(), Source.single(LAST_ANSWERS));
    try (var server = server(deaf);
        SSLSocket client = TlsClient.on(server.connect(), CLIENT, null)) {
      assertThat(client.getInputStream().readAllBytes()).isEqualTo(LAST_ANSWERS.toArray());
    }
  }

  @Test
  void aHandlerThatFailsResetsTheConnection() throws Exception {
    Flow<ByteString, ByteString, NotUsed> failing =
        Flow.fromSinkAndSource(Sink.ignore(), Source.failed(new IOException("on purpose")));
    try (var server = server(failing);
        SSLSocket client = TlsClient.on(server.connect(), CLIENT, null)) {
      assertThatThrownBy(
              () -> {
                client.startHandshake();
                client.getInputStream().read();
              })
          .isInstanceOf(IOException.class);
    }
  }

  // The client closes first.

  @ParameterizedTest
  @ValueSource(strings = {TlsClient.TLS_1_2, TlsClient.TLS_1_3})
  void anEndOfTcpWithoutAnEndOfTlsIsTheEndOfTheInput(String protocol) throws Exception {
    try (var server = server(ECHO_AT_THE_END);
        Socket plain = server.connect();
        SSLSocket client = TlsClient.on(plain, CLIENT, null, protocol)) {
      client.getOutputStream().write(bytes(100_000));
      plain.shutdownOutput();

      assertThat(client.getInputStream().readAllBytes()).isEqualTo(bytes(100_000));
    }
  }

  @Test
  void aClientOfTls13MayCloseItsSideOnly() throws Exception {
    try (var server = server(ECHO_AT_THE_END);
        SSLSocket client = TlsClient.on(server.connect(), CLIENT, null, TlsClient.TLS_1_3)) {
      client.getOutputStream().write(bytes(100_000));
      client.shutdownOutput();

      assertThat(client.getInputStream().readAllBytes()).isEqualTo(bytes(100_000));
    }
  }

  @Test
  void aClientOfTls12ClosesBothSides() throws Exception {
    BlockingQueue<Try<Done>> ends = new LinkedBlockingQueue<>();
    try (var server = server(listening(ends));
        SSLSocket client = TlsClient.on(server.connect(), CLIENT, null, TlsClient.TLS_1_2)) {
      client.getOutputStream().write(1);
      client.shutdownOutput();

      assertThat(client.getInputStream().readAllBytes()).isEmpty();
      assertThat(end(ends).isSuccess()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsClient.TLS_1_2, TlsClient.TLS_1_3})
  void aClientThatGoesWithoutAWordEndsTheInput(String protocol) throws Exception {
    BlockingQueue<Try<Done>> ends = new LinkedBlockingQueue<>();
    try (var server = server(listening(ends))) {
      Socket plain = server.connect();
      TlsClient.on(plain, CLIENT, null, protocol).startHandshake();
      server.peer();
      plain.close();

      end(ends); // as an end or as a failure, depending on what TCP made of it
    }
  }

  @Test
  void aResetFailsTheInput() throws Exception {
    BlockingQueue<Try<Done>> ends = new LinkedBlockingQueue<>();
    try (var server = server(listening(ends))) {
      Socket plain = server.connect();
      TlsClient.on(plain, CLIENT, null).startHandshake();
      server.peer();
      plain.setSoLinger(true, 0);
      plain.close();

      assertThat(end(ends).isFailure()).isTrue();
    }
  }

  @Test
  void aClientThatClosesInTheHandshakeEndsTheInput() throws Exception {
    BlockingQueue<Try<Done>> ends = new LinkedBlockingQueue<>();
    try (var server = server(listening(ends))) {
      try (Socket plain = server.connect()) {
        plain.getOutputStream().write(22);
      }

      assertThat(end(ends).isSuccess()).isTrue();
      server.awaitCount(HandshakeEnd.ABANDONED, 1);
    }
  }

  private TlsServer server(Flow<ByteString, ByteString, NotUsed> handler) throws Exception {
    var files = ISSUER.issue(Certificates.EC, "server", "localhost").writeTo(folder, "server");
    var settings =
        new TlsSettings(
            List.of(files),
            Optional.empty(),
            ClientAuthentication.NONE,
            TlsServer.PATIENCE,
            TlsServer.PATIENCE);
    return new TlsServer(SYSTEM, settings, handler);
  }

  /// Tells how its input ends, and never sends anything.
  private static Flow<ByteString, ByteString, NotUsed> listening(BlockingQueue<Try<Done>> ends) {
    return Flow.fromSinkAndSource(Sink.onComplete(ends::add), Source.maybe());
  }

  private static Try<Done> end(BlockingQueue<Try<Done>> ends) throws InterruptedException {
    Try<Done> end = ends.poll(TlsServer.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (end == null) {
      throw new AssertionError("the handler's input does not end");
    }
    return end;
  }

  private static void assertEcho(SSLSocket client) throws IOException {
    byte[] text = "hello".getBytes(US_ASCII);
    client.getOutputStream().write(text);
    assertThat(client.getInputStream().readNBytes(text.length)).isEqualTo(text);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private interface Writing {
    void run() throws IOException;
  }

  private static CompletableFuture<?> inBackground(Writing writing) {
    return CompletableFuture.runAsync(() -> {
      try {
        writing.run();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private static void writeForLong(Socket client) throws Exception {
    long until = System.nanoTime() + TlsServer.PATIENCE.toNanos();
    while (System.nanoTime() < until) {
      client.getOutputStream().write(0);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
