package io.edgemq.ingest.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.ingest.tls.TlsSettings.ClientAuthentication;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How connections begin, between real sockets. The handler sends back what it gets.
class TlsHandshakeTest {
  private static final ActorSystem SYSTEM = ActorSystem.create("handshakes");
  private static final Certificates ISSUER = new Certificates("issuer");
  private static final Certificates CLIENT_ISSUER = new Certificates("client issuer");
  private static final SSLContext CLIENT = TlsClient.trusting(ISSUER.certificate());
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir private Path folder;

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsClient.TLS_1_2, TlsClient.TLS_1_3})
  void bothVersionsOfTlsAreSpoken(String protocol) throws Exception {
    try (var server = server(ClientAuthentication.NONE, TlsServer.PATIENCE);
        SSLSocket client = TlsClient.on(server.connect(), CLIENT, "Plant.Example.com", protocol)) {
      assertEcho(client);

      assertThat(client.getSession().getProtocol()).isEqualTo(protocol);
      assertThat(server.peer()).isEqualTo(new TlsPeer("plant.example.com", null, protocol));
      assertThat(server.count(HandshakeEnd.COMPLETED)).isOne();
    }
  }

  @Test
  void olderVersionsAreRefused() throws Exception {
    try (var server = server(ClientAuthentication.NONE, TlsServer.PATIENCE);
        Socket client = server.connect()) {
      String clientHello =
          """
          16 0301 0039     ; handshake, in a record of TLS 1.0
          01 000035        ; ClientHello
          0302             ; TLS 1.1
          000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
          00               ; no session
          0004 c009 c013   ; ECDHE with AES-128-CBC and SHA-1
          01 00            ; no compression
          0008 000a 0004 0002 0017 ; secp256r1
          """;
      client
          .getOutputStream()
          .write(HexFormat.of().parseHex(clientHello.replaceAll(";.*|\\s", "")));

      assertThat(client.getInputStream().readAllBytes())
          .as("a fatal alert, protocol_version")
          .endsWith(2, 70)
          .hasSize(7);
      server.awaitCount(HandshakeEnd.FAILED, 1);
    }
  }

  @Test
  void aClientThatAsksForNoNameHasNone() throws Exception {
    try (var server = server(ClientAuthentication.NONE, TlsServer.PATIENCE);
        SSLSocket client = TlsClient.on(server.connect(), CLIENT, null)) {
      assertEcho(client);

      assertThat(server.peer().serverName()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsClient.TLS_1_2, TlsClient.TLS_1_3})
  void aResumedSessionHasTheNameAndTheSubjectAgain(String protocol) throws Exception {
    Certificates.Issued own = CLIENT_ISSUER.issue(Certificates.EC, "device 1");
    SSLContext context = TlsClient.showing(own, ISSUER.certificate());
    try (var server = server(ClientAuthentication.REQUIRED, TlsServer.PATIENCE)) {
      long createdAt = 0;
      for (int n = 0; n < 3; n++) {
        // The client looks for a session to resume by host and port.
        try (Socket plain = server.connect();
            SSLSocket client =
                (SSLSocket)
                    context.getSocketFactory().createSocket(plain, "plant.example.com", 1, true)) {
          client.setEnabledProtocols(new String[] {protocol});
          assertEcho(client);
          createdAt = n == 0 ? client.getSession().getCreationTime() : createdAt;

          assertThat(client.getSession().getCreationTime()).as("resumed").isEqualTo(createdAt);
          TlsPeer peer = server.peer();
          assertThat(peer.serverName()).isEqualTo("plant.example.com");
          assertThat(peer.subject()).isEqualTo(own.certificate().getSubjectX500Principal());
        }
        TimeUnit.MILLISECONDS.sleep(2); // so that the time of a session of its own would differ
      }
    }
  }

  // Certificates of clients.

  @ParameterizedTest
  @ValueSource(strings = {TlsClient.TLS_1_2, TlsClient.TLS_1_3})
  void theSubjectOfAGoodCertificateIsTold(String protocol) throws Exception {
    for (var authentication :
        List.of(ClientAuthentication.OPTIONAL, ClientAuthentication.REQUIRED)) {
      Certificates.Issued own = CLIENT_ISSUER.issue(Certificates.RSA, "device 1");
      SSLContext context = TlsClient.showing(own, ISSUER.certificate());
      try (var server = server(authentication, TlsServer.PATIENCE);
          SSLSocket client = TlsClient.on(server.connect(), context, null, protocol)) {
        assertEcho(client);

        assertThat(server.peer().subject()).hasToString("CN=device 1");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsClient.TLS_1_2, TlsClient.TLS_1_3})
  void aClientWithoutCertificateIsLetInUnlessItIsRequired(String protocol) throws Exception {
    try (var server = server(ClientAuthentication.OPTIONAL, TlsServer.PATIENCE);
        SSLSocket client = TlsClient.on(server.connect(), CLIENT, null, protocol)) {
      assertEcho(client);
      assertThat(server.peer().subject()).isNull();
    }
    try (var server = server(ClientAuthentication.REQUIRED, TlsServer.PATIENCE);
        SSLSocket client = TlsClient.on(server.connect(), CLIENT, null, protocol)) {
      assertRefused(server, client);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsClient.TLS_1_2, TlsClient.TLS_1_3})
  void aCertificateOfAnotherIssuerIsRefusedEvenIfNoneIsRequired(String protocol) throws Exception {
    for (var authentication :
        List.of(ClientAuthentication.OPTIONAL, ClientAuthentication.REQUIRED)) {
      SSLContext context =
          TlsClient.showing(
              new Certificates("client issuer").issue(Certificates.EC, "device 1"),
              ISSUER.certificate());
      try (var server = server(authentication, TlsServer.PATIENCE);
          SSLSocket client = TlsClient.on(server.connect(), context, null, protocol)) {
        assertRefused(server, client);
      }
    }
  }

  @Test
  void aClientIsNotAskedForACertificateThatNobodyWants() throws Exception {
    SSLContext context =
        TlsClient.showing(CLIENT_ISSUER.issue(Certificates.EC, "device 1"), ISSUER.certificate());
    try (var server = server(ClientAuthentication.NONE, TlsServer.PATIENCE);
        SSLSocket client = TlsClient.on(server.connect(), context, null)) {
      assertEcho(client);

      assertThat(server.peer().subject()).isNull();
      assertThat(client.getSession().getLocalCertificates()).isNull();
    }
  }

  // What comes to nothing.

  @Test
  void aClientThatDoesNotTrustUsIsCounted() throws Exception {
    SSLContext context = TlsClient.trusting(new Certificates("another").certificate());
    try (var server = server(ClientAuthentication.NONE, TlsServer.PATIENCE);
        SSLSocket client = TlsClient.on(server.connect(), context, null)) {
      assertThatThrownBy(client::startHandshake).isInstanceOf(SSLException.class);

      server.awaitCount(HandshakeEnd.FAILED, 1);
    }
  }

  @Test
  void aSilentClientIsCutOff() throws Exception {
    try (var server = server(ClientAuthentication.NONE, SHORT);
        Socket client = server.connect()) {
      assertCutOff(client);
      server.awaitCount(HandshakeEnd.TIMED_OUT, 1);
    }
  }

  @Test
  void aClientThatGoesByteByByteIsCutOffAtTheSameTime() throws Exception {
    byte[] endless = new byte[5 + 16000];
    HexFormat.of().parseHex("1603013e80");
    System.arraycopy(HexFormat.of().parseHex("1603013e80010000"), 0, endless, 0, 8);
    try (var server = server(ClientAuthentication.NONE, SHORT);
        Socket client = server.connect()) {
      assertThatThrownBy(
              () -> {
                for (byte one : endless) {
                  client.getOutputStream().write(one);
                  TimeUnit.MILLISECONDS.sleep(2);
                }
              })
          .isInstanceOf(SocketException.class);

      server.awaitCount(HandshakeEnd.TIMED_OUT, 1);
    }
  }

  @Test
  void theDeadlineIsOverWithTheHandshake() throws Exception {
    try (var server = server(ClientAuthentication.NONE, SHORT);
        SSLSocket client = TlsClient.on(server.connect(), CLIENT, null)) {
      assertEcho(client);
      try (Socket silent = server.connect()) {
        assertCutOff(silent); // so that the deadline of the first has passed too
      }
      assertEcho(client);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "\u0010\r\u0000\u0004MQTT\u0004\u0002\u0000<\u0000\u0001c",
        "SSH-2.0-OpenSSH_9.2p1\r\n",
        "\u0016\u0003\u0001\u0000\u0005hello"
      })
  void whatIsNotTlsEndsInACleanClose(String text) throws Exception {
    try (var server = server(ClientAuthentication.NONE, TlsServer.PATIENCE);
        Socket client = server.connect()) {
      client.getOutputStream().write(text.getBytes(US_ASCII));

      assertThat(client.getInputStream().readAllBytes()).as("at most an alert").hasSizeLessThan(16);
      server.awaitCount(HandshakeEnd.FAILED, 1);
    }
  }

  @Test
  void aRefusedClientThatDoesNotCloseIsCutOff() throws Exception {
    try (var server = server(ClientAuthentication.NONE, SHORT);
        Socket client = server.connect()) {
      client.getOutputStream().write("no TLS".getBytes(US_ASCII));
      client.getInputStream().readAllBytes();

      assertThatThrownBy(() -> writeForLong(client)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aClientThatOnlyTriesThePortIsCounted() throws Exception {
    try (var server = server(ClientAuthentication.NONE, TlsServer.PATIENCE)) {
      server.connect().close();

      server.awaitCount(HandshakeEnd.ABANDONED, 1);
    }
  }

  private TlsServer server(ClientAuthentication authentication, Duration handshakeWithin)
      throws Exception {
    Optional<Path> clientCa =
        authentication == ClientAuthentication.NONE
            ? Optional.empty()
            : Optional.of(Certificates.write(folder.resolve("ca.pem"), CLIENT_ISSUER.pem()));
    var files =
        ISSUER.issue(Certificates.EC, "server", "plant.example.com").writeTo(folder, "server");
    var settings =
        new TlsSettings(
            List.of(files), clientCa, authentication, handshakeWithin, TlsServer.PATIENCE);
    return new TlsServer(SYSTEM, settings, Flow.<ByteString>create());
  }

  private static void assertEcho(SSLSocket client) throws IOException {
    byte[] text = "hello".getBytes(US_ASCII);
    client.getOutputStream().write(text);
    assertThat(client.getInputStream().readNBytes(text.length)).isEqualTo(text);
  }

  /// In TLS 1.3 a client learns it only after its own part is done.
  private static void assertRefused(TlsServer server, SSLSocket client) throws Exception {
    assertThatThrownBy(() -> assertEcho(client)).isInstanceOf(SSLException.class);
    server.awaitCount(HandshakeEnd.FAILED, 1);
    assertThat(server.count(HandshakeEnd.COMPLETED)).isZero();
  }

  private static void assertCutOff(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    assertThatThrownBy(in::read).isInstanceOf(SocketException.class).hasMessageContaining("reset");
  }

  private static void writeForLong(Socket client) throws Exception {
    long until = System.nanoTime() + TlsServer.PATIENCE.toNanos();
    while (System.nanoTime() < until) {
      client.getOutputStream().write(0);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }
}
