package io.edgemq.ingest.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.ingest.tls.TlsSettings.ClientAuthentication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import javax.net.ssl.SSLException;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The stage between a client whose bytes are in the test's hand and a handler. The handler sends
/// back what it gets.
class TlsStageTest {
  private static final ActorSystem SYSTEM = ActorSystem.create("stages");
  private static final Certificates ISSUER = new Certificates("issuer");
  private static final int QUEUE_LENGTH = 1 << 16;

  @TempDir private static Path folder;

  private static TlsContext context;

  private final AtomicInteger handshakes = new AtomicInteger();

  @BeforeAll
  static void load() throws IOException {
    var files = ISSUER.issue(Certificates.EC, "server", "localhost").writeTo(folder, "server");
    var settings =
        new TlsSettings(
            List.of(files),
            Optional.empty(),
            ClientAuthentication.NONE,
            TlsServer.PATIENCE,
            TlsServer.PATIENCE);
    context = TlsContext.load(settings, InstantSource.system());
  }

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  static LongStream seeds() {
    Long one = Long.getLong("seed");
    return one == null ? LongStream.range(0, Integer.getInteger("seeds", 40)) : LongStream.of(one);
  }

  /// A connection, seen from its wire.
  private record Wire(BoundedSourceQueue<ByteString> in, SinkQueueWithCancel<ByteString> out) {
    void send(byte[] bytes) {
      assertThat(in.offer(ByteString.fromArray(bytes))).isEqualTo(QueueOfferResult.enqueued());
    }

    void sendInPieces(byte[] bytes, Random random) {
      int from = 0;
      while (from < bytes.length) {
        int most = random.nextInt(4) == 0 ? 3 : random.nextInt(20_000) + 1;
        int to = Math.min(bytes.length, from + random.nextInt(most) + 1);
        send(Arrays.copyOfRange(bytes, from, to));
        from = to;
      }
    }

    /// What comes next, empty if that is the end.
    Optional<byte[]> next() throws Exception {
      return out.pull()
          .toCompletableFuture()
          .get(TlsServer.PATIENCE.toSeconds(), TimeUnit.SECONDS)
          .map(ByteString::toArray);
    }

    void handshake(EngineClient client, Random random) throws Exception {
      sendInPieces(client.send(new byte[0]), random);
      while (client.isHandshaking()) {
        client.receive(next().orElseThrow());
        sendInPieces(client.send(new byte[0]), random);
      }
    }

    void receive(EngineClient client, int bytes) throws Exception {
      while (client.received().length < bytes) {
        client.receive(next().orElseThrow());
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void itDoesNotMatterHowTheBytesAreCutAndMixed(long seed) throws Exception {
    var random = new Random(seed);
    String protocol = random.nextBoolean() ? TlsClient.TLS_1_3 : TlsClient.TLS_1_2;
    var client = new EngineClient(ISSUER.certificate(), protocol);
    Wire wire = run(Flow.create());
    wire.handshake(client, random);

    var sent = new ByteArrayOutputStream();
    for (int n = random.nextInt(30); n >= 0; n--) {
      byte[] message = new byte[random.nextInt(random.nextBoolean() ? 40_000 : 100)];
      random.nextBytes(message);
      if (protocol.equals(TlsClient.TLS_1_3) && random.nextInt(4) == 0) {
        client.updateKeys();
      }
      wire.sendInPieces(client.send(message), random);
      sent.writeBytes(message);
      if (random.nextBoolean()) {
        wire.receive(client, sent.size());
      }
    }
    wire.receive(client, sent.size());
    assertThat(client.received()).isEqualTo(sent.toByteArray());

    if (random.nextBoolean()) {
      client.close();
      wire.sendInPieces(client.send(new byte[0]), random);
    } else {
      byte[] record = client.send(new byte[100]);
      wire.send(Arrays.copyOf(record, random.nextInt(record.length - 1) + 1)); // and not its end
      wire.in().complete();
    }
    assertClosed(wire, client);
    assertThat(client.received()).hasSize(sent.size());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whateverIsSentInsteadOfAHandshakeEndsTheConnection(long seed) throws Exception {
    var random = new Random(seed);
    byte[] hello = new EngineClient(ISSUER.certificate(), TlsClient.TLS_1_3).send(new byte[0]);
    for (int damage = random.nextInt(4); damage >= 0; damage--) {
      hello[random.nextInt(random.nextBoolean() ? 12 : hello.length)] = (byte) random.nextInt();
    }
    Wire wire = run(Flow.create());
    wire.sendInPieces(hello, random);
    wire.in().complete();

    while (wire.next().isPresent()) {}
    assertThat(handshakes).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsClient.TLS_1_2, TlsClient.TLS_1_3})
  void aHandlerThatListensToNothingHasItsHandshakeByteByByte(String protocol) throws Exception {
    var client = new EngineClient(ISSUER.certificate(), protocol);
    Wire wire =
        run(
            Flow.fromSinkAndSource(
                Sink.cancelled(), Source.single(ByteString.fromString("hello"))));
    while (client.isHandshaking()) {
      for (byte one : client.send(new byte[0])) {
        wire.send(new byte[] {one});
      }
      if (client.isHandshaking()) {
        client.receive(wire.next().orElseThrow());
      }
    }
    assertClosed(wire, client);

    assertThat(client.received()).asString().isEqualTo("hello");
  }

  @Test
  void theHandlerGetsNothingBeforeTheHandshakeIsToldOf() throws Exception {
    var client = new EngineClient(ISSUER.certificate(), TlsClient.TLS_1_2);
    Wire wire =
        run(
            Flow.<ByteString>create()
                .map(_ -> ByteString.fromArray(new byte[] {(byte) handshakes.get()})));
    wire.handshake(client, new Random(0));
    wire.send(client.send(new byte[1]));
    wire.receive(client, 1);

    assertThat(client.received()).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {TlsClient.TLS_1_2, TlsClient.TLS_1_3})
  void aRecordThatWasTamperedWithEndsTheConnectionWithAnAlert(String protocol) throws Exception {
    var client = new EngineClient(ISSUER.certificate(), protocol);
    Wire wire = run(Flow.create());
    wire.handshake(client, new Random(0));
    wire.send(client.send(new byte[10]));
    wire.receive(client, 10);

    byte[] record = client.send(new byte[100]);
    record[50] ^= 1;
    wire.send(record);

    assertThatThrownBy(
            () -> {
              while (true) {
                client.receive(wire.next().orElseThrow());
              }
            })
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("bad_record_mac");
    assertThat(wire.next()).isEmpty();
    assertThat(client.received()).hasSize(10);
  }

  @Test
  void theWireIsNotReadWhileTheHandlerDoesNotWantMore() throws Exception {
    var client = new EngineClient(ISSUER.certificate(), TlsClient.TLS_1_3);
    var inputs = new CompletableFuture<SinkQueueWithCancel<ByteString>>();
    var answers = new CompletableFuture<BoundedSourceQueue<ByteString>>();
    Wire wire =
        run(
            Flow.fromSinkAndSource(
                Sink.<ByteString>queue(1)
                    .withAttributes(Attributes.inputBuffer(1, 1))
                    .mapMaterializedValue(inputs::complete),
                Source.<ByteString>queue(1).mapMaterializedValue(answers::complete)));
    wire.handshake(client, new Random(0));
    for (byte n = 0; n < 10; n++) {
      wire.send(client.send(new byte[] {n}));
    }
    // All runs in one actor: when the answer is here, it has done what it could with the rest.
    answers.join().offer(ByteString.fromString("now"));
    wire.receive(client, 3);
    assertThat(wire.in().size()).isGreaterThan(6);

    for (byte n = 0; n < 10; n++) {
      var input = inputs.join().pull().toCompletableFuture();
      assertThat(input.get(TlsServer.PATIENCE.toSeconds(), TimeUnit.SECONDS).orElseThrow())
          .isEqualTo(ByteString.fromArray(new byte[] {n}));
    }
  }

  @Test
  void aClientThatAsksForKeysAndDoesNotReadTheAnswersIsNotReadOn() throws Exception {
    var client = new EngineClient(ISSUER.certificate(), TlsClient.TLS_1_3);
    Wire wire = run(Flow.fromSinkAndSource(Sink.ignore(), Source.maybe()));
    wire.handshake(client, new Random(0));
    int updates = 5000;
    for (int n = 0; n < updates; n++) {
      client.updateKeys();
      wire.send(client.send(new byte[0]));
    }
    int most = 64 << 10;
    int answer = 43; // bytes of a record with a key update, as the JDK pads it
    TlsServer.await(() -> wire.in().size() <= updates - most / answer, "answers");

    for (int n = 0; n < 4; n++) { // tickets, those that were asked for beforehand, and the rest
      assertThat(wire.next().orElseThrow()).hasSizeLessThan(most + 2 * answer);
    }
  }

  private Wire run(Flow<ByteString, ByteString, NotUsed> handler) {
    var run =
        Source.<ByteString>queue(QUEUE_LENGTH)
            .via(context.layer(_ -> handshakes.incrementAndGet()).reversed().join(handler))
            .toMat(
                Sink.<ByteString>queue(1).withAttributes(Attributes.inputBuffer(1, 1)), Keep.both())
            .run(SYSTEM);
    return new Wire(run.first(), run.second());
  }

  private static void assertClosed(Wire wire, EngineClient client) throws Exception {
    Optional<byte[]> last = wire.next();
    while (last.isPresent()) {
      client.receive(last.get());
      last = wire.next();
    }
    assertThat(client.isClosedByServer()).as("close_notify has come").isTrue();
  }
}
