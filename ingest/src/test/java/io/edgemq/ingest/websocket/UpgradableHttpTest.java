package io.edgemq.ingest.websocket;

import static io.edgemq.ingest.websocket.ClientFrames.BINARY;
import static io.edgemq.ingest.websocket.ClientFrames.CLOSE;
import static io.edgemq.ingest.websocket.ClientFrames.CONTINUATION;
import static io.edgemq.ingest.websocket.ClientFrames.FIN;
import static io.edgemq.ingest.websocket.ClientFrames.PING;
import static io.edgemq.ingest.websocket.ClientFrames.TEXT;
import static io.edgemq.ingest.websocket.ClientFrames.ascii;
import static io.edgemq.ingest.websocket.ClientFrames.binary;
import static io.edgemq.ingest.websocket.ClientFrames.frame;
import static io.edgemq.ingest.websocket.ClientFrames.header;
import static io.edgemq.ingest.websocket.ClientFrames.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.measure.ReasonCounts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP and WebSocket on real sockets; the session echoes, and ends when it is told to.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpgradableHttpTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(20);
  private static final int MAX = 100_000;
  private static final String GOODBYE = "goodbye";
  private static final byte[] NORMAL = {(byte) 0x88, 2, 0x03, (byte) 0xE8};

  /// The example of RFC 6455, section 1.3.
  private static final String HANDSHAKE =
      """
      GET /mqtt HTTP/1.1
      Host: localhost
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Protocol: mqtt

      """;

  private static final String GET =
      """
      GET /hello HTTP/1.1
      Host: localhost

      """;

  private final ReasonCounts<UpgradeRefusal> refusals = new ReasonCounts<>(UpgradeRefusal.class);
  private final ActorTestKit kit = ActorTestKit.create();
  private final UpgradableHttp http =
      new UpgradableHttp(UpgradableHttp.withoutTls(Http.get(kit.system()).serverLayer()), routes());
  private InetSocketAddress address = new InetSocketAddress(0);

  @BeforeAll
  void bind() throws Exception {
    address =
        Tcp.get(kit.system())
            .bind("127.0.0.1", 0, 100, List.of(), true, Optional.empty())
            .to(Sink.foreach(it -> it.handleWith(Flow.fromGraph(http), kit.system())))
            .run(kit.system())
            .toCompletableFuture()
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .localAddress();
  }

  @AfterAll
  void shutDown() {
    kit.shutdownTestKit();
  }

  private Flow<HttpRequest, HttpResponse, NotUsed> routes() {
    var any = new MqttUpgrade(new WebSocketSettings(Set.of(), MAX, CLOSE_WITHIN), refusals);
    var ours =
        new MqttUpgrade(
            new WebSocketSettings(Set.of("https://console.example"), MAX, CLOSE_WITHIN));
    return Flow.of(HttpRequest.class)
        .mapAsync(
            1,
            request -> {
              String path = request.getUri().path();
              if (!path.endsWith("/mqtt")) {
                return request
                    .entity()
                    .toStrict(PATIENCE.toMillis(), kit.system())
                    .thenApply(it ->
                        it.getData().isEmpty() && !path.equals("/hello")
                            ? HttpResponse.create().withStatus(StatusCodes.NOT_FOUND)
                            : HttpResponse.create().withEntity("hello " + it.getData().length()));
              }
              MqttUpgrade upgrade = path.startsWith("/e/") ? ours : any;
              return CompletableFuture.supplyAsync(() ->
                  upgrade.refusal(request).orElseGet(() -> upgrade.accept(request, session())));
            });
  }

  /// Watches an actor because that takes a stage with an actor of its own, as the MQTT stage is.
  private Flow<ByteString, ByteString, NotUsed> session() {
    return Flow.of(ByteString.class)
        .watch(Adapter.toClassic(kit.system().deadLetters()))
        .takeWhile(it -> !it.utf8String().equals(GOODBYE));
  }

  @Test
  void theHandshakeIsAnsweredAsTheStandardSaysAndFramesFollow() throws Exception {
    try (var client = new RawClient(address)) {
      client.sendLines(HANDSHAKE);

      assertThat(client.readHead())
          .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
          .contains(
              "\r\nUpgrade: websocket\r\n",
              "\r\nConnection: Upgrade\r\n",
              "\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
              "\r\nSec-WebSocket-Protocol: mqtt\r\n")
          .doesNotContain("Sec-WebSocket-Extensions", "Content-Length");
      client.send(binary("hello"));
      assertThat(client.read(7)).isEqualTo(echo("hello"));
    }
  }

  @Test
  void framesBehindTheHandshakeInTheSameWriteAreNotLost() throws Exception {
    try (var client = new RawClient(address)) {
      client.send(RawClient.lines(HANDSHAKE), binary("hasty"), binary("client"));

      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.read(13)).isEqualTo(echo("hastyclient"));
    }
  }

  @Test
  void aHandshakeMayBeCutAnywhere() throws Exception {
    byte[] bytes = join(RawClient.lines(HANDSHAKE), binary("hasty"));
    for (int cut = 0; cut <= bytes.length; cut += 3) {
      assertThat(payload(answerTo(cut(bytes, cut)))).isEqualTo("hasty");
    }
    byte[][] single = new byte[bytes.length][];
    for (int i = 0; i < bytes.length; i++) {
      single[i] = new byte[] {bytes[i]};
    }
    assertThat(payload(answerTo(single))).isEqualTo("hasty");
  }

  /// Of the short frames between the head of a response and our Close.
  private static String payload(byte[] response) {
    String text = new String(response, StandardCharsets.ISO_8859_1);
    assertThat(text).startsWith("HTTP/1.1 101 ");
    assertThat(response).endsWith(NORMAL);
    var payload = new StringBuilder();
    int at = text.indexOf("\r\n\r\n") + 4;
    while (at < response.length - NORMAL.length) {
      assertThat(response[at]).isEqualTo((byte) 0x82);
      int end = at + 2 + response[at + 1];
      payload.append(text, at + 2, end);
      at = end;
    }
    return payload.toString();
  }

  /// What a connection answers to chunks that end there, without a socket, so that the chunks stay
  /// what they are.
  private byte[] answerTo(byte[]... chunks) throws Exception {
    List<ByteString> elements = new ArrayList<>();
    for (byte[] chunk : chunks) {
      elements.add(ByteString.fromArray(chunk));
    }
    return Source.from(elements)
        .via(http)
        .runFold(ByteString.emptyByteString(), ByteString::concat, kit.system())
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .toArray();
  }

  private static byte[][] cut(byte[] bytes, int at) {
    return new byte[][] {Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length)};
  }

  @Test
  void aClientMayEndItsSideRightBehindTheHandshake() throws Exception {
    String answer = new String(answerTo(RawClient.lines(HANDSHAKE)), StandardCharsets.ISO_8859_1);

    assertThat(answer).startsWith("HTTP/1.1 101 ").contains("\r\nConnection: Upgrade\r\n");
    assertThat(payload(answer.getBytes(StandardCharsets.ISO_8859_1))).isEmpty();
  }

  @Test
  void aConnectionMayBeUpgradedAfterOtherRequests() throws Exception {
    try (var client = new RawClient(address)) {
      client.sendLines(GET + GET);
      assertThat(client.readResponse()).endsWith("hello 0");
      assertThat(client.readResponse()).endsWith("hello 0");

      client.sendLines(HANDSHAKE);
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      client.send(binary("hello"));
      assertThat(client.read(7)).isEqualTo(echo("hello"));
    }
  }

  @Test
  void otherRequestsAreServedAsEver() throws Exception {
    try (var client = new RawClient(address)) {
      client.sendLines("POST /hello HTTP/1.1\nHost: localhost\nContent-Length: 300000\n\n");
      client.send(new byte[300_000]);
      assertThat(client.readResponse()).endsWith("hello 300000");

      client.sendLines(GET);
      assertThat(client.readResponse()).endsWith("hello 0");
      client.endOutput();
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void aBodyBehindAnotherUpgradeIsNotHeldBack() throws Exception {
    try (var client = new RawClient(address)) {
      client.sendLines(
          """
          POST /hello HTTP/1.1
          Host: localhost
          Connection: Upgrade, HTTP2-Settings
          Upgrade: h2c
          HTTP2-Settings: AAEAAEAAAAIAAAAB
          Content-Length: 5

          12345\
          """);

      assertThat(client.readResponse()).endsWith("hello 5");
    }
  }

  @Test
  void anUpgradeThatIsRefusedLeavesHttpAndWhatStandsBehindIt() throws Exception {
    try (var client = new RawClient(address)) {
      client.sendLines(HANDSHAKE.replace("mqtt\n\n", "soap\n\n") + GET);

      assertThat(client.readResponse()).startsWith("HTTP/1.1 400 ");
      assertThat(client.readResponse()).endsWith("hello 0");
    }
  }

  @Test
  void fragmentsAndPingsAreTakenAndAnswered() throws Exception {
    try (RawClient client = connected()) {
      client.send(
          frame(BINARY, "frag"), frame(FIN | PING, "p"), frame(FIN | CONTINUATION, "ments"));

      byte[] answer = client.read(11 + 3);
      assertThat(answer).containsSequence(echo("fragments"));
      assertThat(answer).containsSequence(0x8A, 1, 'p');
    }
  }

  @Test
  void largeFramesComeThroughInBothDirections() throws Exception {
    byte[] large = ascii("x".repeat(MAX));
    try (RawClient client = connected()) {
      client.send(binary(large));

      var echoed = new ByteArrayOutputStream();
      while (echoed.size() < MAX) {
        byte[] header = client.read(2);
        assertThat(header[0]).isEqualTo((byte) 0x82);
        int length = header[1];
        if (length == 126) {
          byte[] extended = client.read(2);
          length = (extended[0] & 0xFF) << 8 | (extended[1] & 0xFF);
        } else if (length == 127) {
          length = Math.toIntExact(ByteBuffer.wrap(client.read(8)).getLong());
        }
        echoed.writeBytes(client.read(length));
      }
      assertThat(echoed.toByteArray()).isEqualTo(large);
    }
  }

  @Test
  void aCloseComesBackAndTheServerCloses() throws Exception {
    try (RawClient client = connected()) {
      client.send(ClientFrames.close(1001, ascii("bye")));

      assertThat(client.readToEnd()).containsExactly(0x88, 2, 0x03, 0xE9);
    }
  }

  @Test
  void theEndOfTheSessionIsACloseAndTheServerWaitsForTheClients() throws Exception {
    try (RawClient client = connected()) {
      client.send(binary(GOODBYE));
      assertThat(client.read(4)).isEqualTo(NORMAL);

      client.send(binary("thrown away"), ClientFrames.close(1000, new byte[0]));
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void aTextMessageIsRefusedWith1003() throws Exception {
    assertRefused(Violation.TEXT, frame(FIN | TEXT, "{}"));
  }

  @Test
  void aFrameWithoutMaskIsRefusedWith1002() throws Exception {
    assertRefused(Violation.NOT_MASKED, new byte[] {(byte) 0x82, 1, 'x'});
  }

  @Test
  void aFrameThatIsTooLargeIsRefusedWith1009WhenItIsAnnounced() throws Exception {
    assertRefused(Violation.MESSAGE_TOO_LARGE, header(FIN | BINARY, MAX + 1));
  }

  private void assertRefused(Violation violation, byte[] frame) throws Exception {
    try (RawClient client = connected()) {
      client.send(frame);

      assertThat(client.readToEnd())
          .isEqualTo(ServerFrames.close(violation.closeFrame()).toArray());
    }
  }

  @Test
  void aClientThatEndsItsSideStillGetsItsAnswer() throws Exception {
    try (RawClient client = connected()) {
      client.send(binary("last"));
      client.endOutput();

      assertThat(client.readToEnd()).isEqualTo(join(echo("last"), NORMAL));
    }
  }

  @Test
  void theEndOfTheStreamIsTheEndOfTheConnection() throws Exception {
    CompletableFuture<CompletionStage<Done>> end = new CompletableFuture<>();
    try (var client = new RawClient(bindOnce(end))) {
      client.send(RawClient.lines(HANDSHAKE), frame(FIN | CLOSE, ""));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
      assertThat(client.readToEnd()).containsExactly(0x88, 0);
    }
    end.thenCompose(it -> it).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /// A server of its own, which says when the bytes of its connection have ended.
  private InetSocketAddress bindOnce(CompletableFuture<CompletionStage<Done>> end)
      throws Exception {
    return Tcp.get(kit.system())
        .bind("127.0.0.1", 0, 100, List.of(), true, Optional.empty())
        .to(
            Sink.foreach(it ->
                end.complete(
                    it.flow()
                        .watchTermination(Keep.right())
                        .join(Flow.fromGraph(http))
                        .run(kit.system()))))
        .run(kit.system())
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .localAddress();
  }

  @Test
  void aResetEndsTheSession() throws Exception {
    CompletableFuture<CompletionStage<Done>> end = new CompletableFuture<>();
    var client = new RawClient(bindOnce(end));
    client.send(RawClient.lines(HANDSHAKE));
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    client.reset();

    assertThatThrownBy(() -> end.thenCompose(it -> it).get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isNotInstanceOf(TimeoutException.class);
  }

  @Test
  void ofSeveralSubprotocolsMqttIsChosen() throws Exception {
    try (var client = new RawClient(address)) {
      client.sendLines(HANDSHAKE.replace("Protocol: mqtt", "Protocol: mqttv3.1, mqtt"));
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 101 ")
          .contains("\r\nSec-WebSocket-Protocol: mqtt\r\n");
    }
    try (var client = new RawClient(address)) {
      client.sendLines(
          HANDSHAKE.replace(
              "Sec-WebSocket-Protocol: mqtt",
              "Sec-WebSocket-Protocol: mqttv3.1\nSec-WebSocket-Protocol: mqtt"));
      assertThat(client.readHead()).contains("\r\nSec-WebSocket-Protocol: mqtt\r\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Sec-WebSocket-Protocol: mqttv3.1\n", "Sec-WebSocket-Protocol: MQTT\n", ""})
  void withoutTheSubprotocolTheHandshakeIsRefused(String header) throws Exception {
    try (var client = new RawClient(address)) {
      client.sendLines(HANDSHAKE.replace("Sec-WebSocket-Protocol: mqtt\n", header));

      assertThat(client.readResponse())
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("\r\nContent-Type: application/problem+json")
          .endsWith(
              "\r\n\r\n{\"title\":\"Bad Request\",\"status\":400,\"detail\":\"this path speaks the"
                  + " subprotocol mqtt over WebSocket; Sec-WebSocket-Protocol must offer mqtt, in"
                  + " lower case\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /mqtt HTTP/1.1\nHost: localhost\n\n",
        "GET /mqtt HTTP/1.1\nHost: localhost\nConnection: Upgrade\nUpgrade: h2c\n\n",
        "POST /mqtt HTTP/1.1\nHost: localhost\nContent-Length: 0\n\n"
      })
  void aPlainRequestIsToldToUpgrade(String request) throws Exception {
    try (var client = new RawClient(address)) {
      client.sendLines(request);

      assertThat(client.readResponse())
          .startsWith("HTTP/1.1 426 Upgrade Required\r\n")
          .contains(
              "\r\nUpgrade: websocket\r\n",
              "\r\nConnection: Upgrade\r\n",
              "this path speaks the subprotocol mqtt over WebSocket")
          .doesNotContain("Sec-WebSocket-Version:");
    }
  }

  @Test
  void anotherVersionIsToldTheOneWeSpeak() throws Exception {
    try (var client = new RawClient(address)) {
      client.sendLines(HANDSHAKE.replace("Version: 13", "Version: 8"));

      assertThat(client.readResponse())
          .startsWith("HTTP/1.1 426 Upgrade Required\r\n")
          .contains("\r\nSec-WebSocket-Version: 13\r\n");
    }
    assertThat(refusals.of(UpgradeRefusal.OTHER_VERSION)).isOne();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: Upgrade\n",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n",
        "GET",
        "dGhl"
      })
  void aHandshakeThatLacksSomethingIsRefused(String what) throws Exception {
    try (var client = new RawClient(address)) {
      client.sendLines(HANDSHAKE.replace(what, what.equals("GET") ? "PUT" : ""));

      assertThat(client.readResponse()).startsWith("HTTP/1.1 400 ").contains("malformed");
    }
  }

  @Test
  void aBrowserFromElsewhereIsRefusedWhereOriginsAreListed() throws Exception {
    String listed = HANDSHAKE.replace("/mqtt", "/e/plant/mqtt");
    try (var client = new RawClient(address)) {
      client.sendLines(listed.replace("Host:", "Origin: https://evil.example\nHost:"));
      assertThat(client.readResponse()).startsWith("HTTP/1.1 403 ").contains("Origin");
    }
    try (var client = new RawClient(address)) {
      client.sendLines(listed.replace("Host:", "Origin: https://console.example\nHost:"));
      assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    }
    try (var client = new RawClient(address)) {
      client.sendLines(listed);
      assertThat(client.readHead()).as("not a browser").startsWith("HTTP/1.1 101 ");
    }
    try (var client = new RawClient(address)) {
      client.sendLines(HANDSHAKE.replace("Host:", "Origin: https://evil.example\nHost:"));
      assertThat(client.readHead()).as("no list").startsWith("HTTP/1.1 101 ");
    }
  }

  private RawClient connected() throws IOException {
    var client = new RawClient(address);
    client.sendLines(HANDSHAKE);
    assertThat(client.readHead()).startsWith("HTTP/1.1 101 ");
    return client;
  }

  private static byte[] echo(String text) {
    return join(new byte[] {(byte) 0x82, (byte) text.length()}, ascii(text));
  }
}
