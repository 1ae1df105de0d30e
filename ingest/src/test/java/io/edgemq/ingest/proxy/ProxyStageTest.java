package io.edgemq.ingest.proxy;

import static io.edgemq.ingest.proxy.ProxyHeaders.ADDRESSES4;
import static io.edgemq.ingest.proxy.ProxyHeaders.LOCAL;
import static io.edgemq.ingest.proxy.ProxyHeaders.PROXY;
import static io.edgemq.ingest.proxy.ProxyHeaders.TCP4;
import static io.edgemq.ingest.proxy.ProxyHeaders.authority;
import static io.edgemq.ingest.proxy.ProxyHeaders.checksummed;
import static io.edgemq.ingest.proxy.ProxyHeaders.header;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.ingest.mqtt.Hex;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.ManualTime;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The stage in a stream whose time is in the test's hand.
class ProxyStageTest {
  private static final long PATIENCE_SECONDS = 30;
  private static final Duration HEADER_WITHIN = Duration.ofSeconds(3);
  private static final byte[] HEADER =
      checksummed(PROXY, TCP4, ADDRESSES4, authority("plant.example"));
  private static final String SAID = "client 192.0.2.7:56324 of plant.example";

  private final ActorTestKit kit = ActorTestKit.create(ManualTime.config());
  private final ManualTime time = ManualTime.get(kit.system());

  /// What the stage said and what came out of it, in order.
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  @AfterEach
  void shutDown() {
    kit.shutdownTestKit();
  }

  @Test
  void whatTheHeaderSaysIsToldBeforeTheBytesBehindItInTheSameChunk() throws Exception {
    await(run(Source.from(List.of(chunk(HEADER, text("ab")), chunk(text("cd"))))));

    assertThat(events).containsExactly(SAID, "ab", "cd");
  }

  @Test
  void everySplitPassesOnTheSameBytes() throws Exception {
    byte[] stream = Hex.join(HEADER, text("abcdef"));
    for (int at = 0; at <= stream.length; at++) {
      events.clear();
      await(
          run(
              Source.from(
                  List.of(
                      chunk(Arrays.copyOf(stream, at)),
                      chunk(Arrays.copyOfRange(stream, at, stream.length))))));

      assertThat(events.poll()).as("split at %s", at).isEqualTo(SAID);
      assertThat(String.join("", events)).as("split at %s", at).isEqualTo("abcdef");
    }
  }

  @Test
  void singleBytesPassOnTheSameBytes() throws Exception {
    var chunks = new ArrayList<ByteString>();
    for (byte one : Hex.join(HEADER, text("abc"))) {
      chunks.add(chunk(new byte[] {one}));
    }

    await(run(Source.from(chunks)));

    assertThat(events).containsExactly(SAID, "a", "b", "c");
  }

  @Test
  void aChunkOfSeveralPiecesIsRead() throws Exception {
    ByteString chunk =
        chunk(Arrays.copyOf(HEADER, 20))
            .concat(chunk(Arrays.copyOfRange(HEADER, 20, HEADER.length), text("a")))
            .concat(chunk(text("b")));

    await(run(Source.single(chunk)));

    assertThat(events).containsExactly(SAID, "ab");
  }

  @Test
  void aHealthCheckSaysNothingOfAClient() throws Exception {
    await(run(Source.single(chunk(header(LOCAL, 0)))));

    assertThat(events).containsExactly("client - of -");
  }

  @Test
  void aHeaderThatIsRefusedFailsTheStream() {
    CompletionStage<Done> end = run(Source.single(chunk(text("PROXY TCP4 192.0.2.7 "))));

    assertFailed(end, "version_1");
    assertThat(events).containsExactly("fault version_1");
  }

  @Test
  void aHeaderAboveTheLimitOfTheStageIsRefused() {
    CompletionStage<Done> end = run(Source.single(chunk(header(LOCAL, 0, new byte[217]))));

    assertFailed(end, "too_long");
    assertThat(events).containsExactly("fault too_long");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16, 30})
  void aStreamThatEndsBeforeItsHeaderDoesEnds(int bytes) throws Exception {
    await(run(Source.single(chunk(Arrays.copyOf(HEADER, bytes)))));

    assertThat(events).containsExactly(bytes == 0 ? "fault no_bytes" : "fault ended_early");
  }

  @Test
  void aStreamThatFailsBeforeItsHeaderEndsFails() {
    var reset = new IOException("connection reset");
    CompletionStage<Done> end =
        run(
            Source.single(chunk(Arrays.copyOf(HEADER, 5)))
                .concat(Source.lazySource(() -> Source.failed(reset))));

    assertFailed(end, "connection reset");
    assertThat(events).containsExactly("fault ended_early");
  }

  @Test
  void aStreamThatFailsBehindItsHeaderFailsWithoutAFault() {
    var reset = new IOException("connection reset");
    CompletionStage<Done> end =
        run(Source.single(chunk(HEADER)).concat(Source.lazySource(() -> Source.failed(reset))));

    assertFailed(end, "connection reset");
    assertThat(events).containsExactly(SAID);
  }

  @Test
  void aHeaderThatIsLateFailsTheStream() throws Exception {
    var isRunning = new CountDownLatch(2);
    CompletionStage<Done> end =
        run(
            Source.single(chunk(Arrays.copyOf(HEADER, 20)))
                .concat(Source.maybe())
                .map(chunk -> {
                  isRunning.countDown();
                  return chunk;
                }));
    isRunning.countDown();
    assertThat(isRunning.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();

    time.timePasses(HEADER_WITHIN.minusMillis(1));
    assertThat(end.toCompletableFuture().isDone()).isFalse();
    time.timePasses(Duration.ofMillis(1));

    assertFailed(end, "timeout");
    assertThat(events).containsExactly("fault timeout");
  }

  @Test
  void behindTheHeaderThereIsNoHurry() throws Exception {
    var run =
        Source.<ByteString>queue(10)
            .via(stage())
            .toMat(Sink.queue(1), Keep.both())
            .run(kit.system());
    run.first().offer(chunk(HEADER, text("a")));
    assertThat(run.second().pull().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .contains(chunk(text("a")));

    time.timePasses(HEADER_WITHIN.multipliedBy(10));
    run.first().offer(chunk(text("b")));
    run.first().complete();

    assertThat(run.second().pull().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .contains(chunk(text("b")));
    assertThat(run.second().pull().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isEmpty();
    assertThat(events).containsExactly(SAID);
  }

  @Test
  void whoeverCancelsFromBehindEndsTheStreamWithoutAFault() throws Exception {
    CompletionStage<Done> end =
        Source.<ByteString>maybe()
            .watchTermination(Keep.right())
            .via(stage())
            .to(Sink.cancelled())
            .run(kit.system());

    await(end);
    assertThat(events).isEmpty();
  }

  @Test
  void aLimitThatCannotBeIsRefused() {
    assertThatThrownBy(() -> new ProxyStage(231, HEADER_WITHIN, _ -> {}, _ -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("231");
    assertThatThrownBy(() -> new ProxyStage(65_552, HEADER_WITHIN, _ -> {}, _ -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65552");
  }

  private CompletionStage<Done> run(Source<ByteString, ?> bytes) {
    return bytes
        .via(stage())
        .runWith(Sink.foreach(chunk -> events.add(chunk.utf8String())), kit.system());
  }

  private ProxyStage stage() {
    return new ProxyStage(
        ProxyStage.HEADER_BYTES_LEAST,
        HEADER_WITHIN,
        header -> events.add(shown(header)),
        fault -> events.add("fault " + fault.label()));
  }

  private static String shown(ProxyHeader header) {
    Optional<InetSocketAddress> client = header.client();
    return "client "
        + client.map(it -> it.getAddress().getHostAddress() + ":" + it.getPort()).orElse("-")
        + " of "
        + header.authority().orElse("-");
  }

  private static void await(CompletionStage<Done> end) throws Exception {
    end.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static void assertFailed(CompletionStage<Done> end, String message) {
    assertThatThrownBy(() -> await(end))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message);
  }

  private static ByteString chunk(byte[]... parts) {
    return ByteString.fromArray(Hex.join(parts));
  }

  private static byte[] text(String text) {
    return text.getBytes(US_ASCII);
  }
}
