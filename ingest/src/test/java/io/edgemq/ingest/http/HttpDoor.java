package io.edgemq.ingest.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.cluster.directory.PublishRate;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.cluster.directory.SecretHash;
import io.edgemq.ingest.auth.AttemptLimits;
import io.edgemq.ingest.auth.Authenticator;
import io.edgemq.ingest.connection.MqttConnections;
import io.edgemq.ingest.http.body.BodyLimits;
import io.edgemq.ingest.measure.Traffic;
import io.edgemq.ingest.rate.TenantRates;
import io.edgemq.ingest.transport.Listener;
import io.edgemq.ingest.websocket.WebSocketSettings;
import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// An HTTP port on a real socket. In place of logs there is a list of what was appended, which is
/// answered at once or when a test says so.
final class HttpDoor implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  static final String KEY = "bound";
  static final String WIDE_KEY = "wide";
  static final String READER_KEY = "reader";

  /// Of a tenant that may publish 10 records in a second, or 20 at once, of 100 bytes each.
  static final String LIMITED_KEY = "limited";

  /// Limits that tests do not come to, unless they mean to.
  static final HttpSettings SETTINGS = settings(Duration.ofMinutes(2));

  final HttpPort.Shared shared;

  /// The time of the rates.
  final AtomicLong nanos = new AtomicLong();

  /// What is known of keys.
  final AtomicReference<Directory> directory = new AtomicReference<>(directory());

  /// The time for keys that expire.
  volatile Instant now = Instant.EPOCH;

  private final ActorTestKit kit = ActorTestKit.create();
  private final List<HttpAppenders.Append> appends = new ArrayList<>();
  private final int port;
  private volatile boolean isAnswering = true;
  private int answered;
  private long offset;

  private HttpDoor(HttpSettings settings) {
    shared =
        HttpPort.Shared.of(
            settings,
            new Authenticator(
                this.directory::get, () -> now, new AttemptLimits(1000, 1, Duration.ZERO)),
            new TenantRates(nanos::get),
            kit.spawn(appender()),
            new HttpConnections(settings.connectionsMax()),
            InstantSource.fixed(Instant.ofEpochMilli(Batches.TIMESTAMP_MS)),
            new HttpMeasures(new Traffic()),
            kit.system());
    TestProbe<MqttConnections.Command> mqtt = kit.createTestProbe();
    TestProbe<Listener.Started> started = kit.createTestProbe();
    kit.spawn(
        Listener.create(
            new Listener.Listen("127.0.0.1", 0, 2000, List.of()),
            new HttpPort(
                kit.system(),
                shared,
                new WebSocketSettings(Set.of(), 1 << 20, PATIENCE),
                mqtt.ref()),
            started.ref()));
    port =
        started.expectMessageClass(Listener.Started.Listening.class, PATIENCE).address().getPort();
  }

  static HttpDoor open(HttpSettings settings) {
    return new HttpDoor(settings);
  }

  /// Settings with one time for everything.
  static HttpSettings settings(Duration time) {
    return settings(time, BodyLimits.DEFAULT);
  }

  static HttpSettings settings(Duration time, BodyLimits body) {
    return new HttpSettings(
        2000,
        body,
        16 << 10,
        256 << 20,
        128 << 20,
        64 << 20,
        time,
        time,
        time,
        time,
        time,
        time,
        time,
        Duration.ofSeconds(3),
        Set.of());
  }

  private static Directory directory() {
    var limited =
        new Plan(
            "free",
            10,
            1,
            new PublishRate(Optional.of(10), Optional.empty(), Duration.ofSeconds(2)),
            100,
            Plan.ALL_TOPICS,
            false);
    return new Directory(
        List.of(
            endpoint("plant", 64 << 20),
            endpoint("depot", 64 << 20),
            endpoint("small", 2 << 20),
            committed("vault"),
            new Endpoint("limited", "shop", limited, seal(64 << 20))),
        List.of(
            new ApiKey(
                "limited",
                LIMITED_KEY,
                SecretHash.of(LIMITED_KEY.getBytes(UTF_8)),
                Optional.empty(),
                Set.of(Scope.INGEST)),
            key(KEY, Optional.of("plant"), Scope.INGEST),
            key(WIDE_KEY, Optional.empty(), Scope.INGEST),
            key(READER_KEY, Optional.of("plant"), Scope.METRICS)));
  }

  static Endpoint endpoint(String name, long segmentBytesMax) {
    return new Endpoint("acme", name, new Plan("pro", 10, 1), seal(segmentBytesMax));
  }

  private static Endpoint committed(String name) {
    Endpoint like = endpoint(name, 64 << 20);
    return new Endpoint(
        like.tenant(),
        name,
        like.plan(),
        like.seal(),
        like.outputs(),
        like.views(),
        like.partitions(),
        AckLevel.COMMITTED);
  }

  private static SealPolicy seal(long segmentBytesMax) {
    return new SealPolicy(1 << 20, Duration.ofMinutes(1), segmentBytesMax);
  }

  private static ApiKey key(String key, Optional<String> endpoint, Scope scope) {
    return new ApiKey("acme", key, SecretHash.of(key.getBytes(UTF_8)), endpoint, Set.of(scope));
  }

  private Behavior<HttpAppenders.Command> appender() {
    return Behaviors.receiveMessage(command -> {
      synchronized (appends) {
        appends.add((HttpAppenders.Append) command);
      }
      if (isAnswering) {
        answerAll();
      }
      return Behaviors.same();
    });
  }

  /// What comes is left unanswered.
  void hold() {
    isAnswering = false;
  }

  /// Answers what has come, in its order.
  void answerAll() {
    isAnswering = true;
    synchronized (appends) {
      while (answered < appends.size()) {
        HttpAppenders.Append append = appends.get(answered++);
        var segment = new SegmentId(append.door().wal(), "node", 1, 1);
        append.request().held().close();
        append
            .request()
            .answer()
            .complete(new AppendOutcome.Appended(new LogPosition(segment, offset)));
        offset += append.request().batches().stream().mapToLong(FrameBatch::length).sum();
      }
    }
  }

  /// Refuses what has come.
  void refuseAll(HttpRefusal reason) {
    synchronized (appends) {
      while (answered < appends.size()) {
        AppendQueue.Request request = appends.get(answered++).request();
        request.held().close();
        request.answer().complete(new AppendOutcome.Refused(reason));
      }
    }
  }

  /// How many requests have come to be appended.
  int appends() {
    synchronized (appends) {
      return appends.size();
    }
  }

  /// Records of all requests that have come to be appended, in their order; one character for each
  /// byte.
  List<String> records() {
    return records(0);
  }

  /// The same without the first `skipped` requests.
  List<String> records(int skipped) {
    synchronized (appends) {
      return appends.stream()
          .skip(skipped)
          .flatMap(it -> it.request().batches().stream())
          .flatMap(it -> payloads(it).stream())
          .toList();
    }
  }

  private static List<String> payloads(FrameBatch batch) {
    var payloads = new ArrayList<String>();
    var reader = new FrameReader(batch.bytes(), 0, batch.length());
    while (reader.next()) {
      assertThat(reader.format()).isEqualTo(Frame.FORMAT_HTTP);
      payloads.add(
          new String(batch.bytes(), reader.payloadFrom(), reader.payloadBytes(), ISO_8859_1));
    }
    assertThat(reader.stop()).isEqualTo(FrameReader.Stop.END);
    return payloads;
  }

  /// The log of the last of them.
  WalId lastWal() {
    return lastDoor().wal();
  }

  /// And what its 202 stands for.
  HttpAppenders.Door lastDoor() {
    synchronized (appends) {
      return appends.getLast().door();
    }
  }

  RawHttp connect() throws IOException {
    return RawHttp.connect(port);
  }

  /// Returns once a condition holds.
  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("waiting until %s", what).isNegative();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /// Nothing is left of any connection or request.
  void awaitNothingHeld() throws InterruptedException {
    await("nothing is held", () -> shared.connections().count() == 0 && shared.held().bytes() == 0);
  }

  @Override
  public void close() {
    kit.shutdownTestKit();
  }
}
