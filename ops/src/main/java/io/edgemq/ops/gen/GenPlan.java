package io.edgemq.ops.gen;

import io.edgemq.ops.load.AfterReset;
import io.edgemq.ops.load.Credentials;
import io.edgemq.ops.load.LoadPlan;
import io.edgemq.ops.load.LoadTls;
import io.edgemq.ops.load.LoadTransport;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// What is to be generated. Every client is one device with a connection of its own.
///
/// @param schema one of [Schemas#names]
/// @param tls how the server's certificate is checked, where the target is encrypted
/// @param topic of the messages; without meaning over HTTP
/// @param key the API key
/// @param clients how many, 1 to 100,000
/// @param interval in which every client sends `perInterval` messages
/// @param perInterval need not be whole, above 0
/// @param shape when they are sent within it
/// @param messages how many in all; 0: no limit
/// @param duration how long; zero: no limit
/// @param qos of MQTT, 0 or 1
/// @param window most messages, or requests, of a client without an answer
/// @param seed the same one gives the same messages and faults
public record GenPlan(
    String schema,
    GenTarget target,
    Optional<LoadTls> tls,
    TopicTemplate topic,
    String key,
    int clients,
    Duration interval,
    double perInterval,
    Shape shape,
    long messages,
    Duration duration,
    int qos,
    int window,
    FaultShares faults,
    long seed) {

  /// When the messages of an interval are sent.
  public enum Shape {
    /// Evenly spread over it, and over the clients.
    EVEN,
    /// All of them, of all clients, at its beginning.
    BURST;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Most records of one request.
  private static final int BATCH_MAX = 5_000;

  /// More selector threads than this would take the processors from whatever is sent to.
  private static final int THREADS_MAX = 4;

  private static final int CLIENTS_A_THREAD = 256;

  /// How long the last answers are waited for.
  static final Duration DRAIN_MAX = Duration.ofSeconds(10);

  public GenPlan {
    if (clients < 1 || clients > 100_000 || !(perInterval > 0) || !interval.isPositive()) {
      throw new IllegalArgumentException(
          "%d clients, %s messages in %s".formatted(clients, perInterval, interval));
    }
  }

  /// Messages a second of all clients.
  double messagesPerSecond() {
    return clients * perInterval * 1e9 / interval.toNanos();
  }

  GeneratedMessages source() {
    return new GeneratedMessages(
        Schemas.named(schema).orElseThrow(),
        topic,
        faults,
        seed,
        clients,
        Duration.ofNanos(Math.round(interval.toNanos() / perInterval)));
  }

  LoadPlan load(GeneratedMessages source) {
    int perTurn = Math.clamp(Math.round(perInterval), 1, BATCH_MAX);
    LoadPlan.Builder plan =
        LoadPlan.to(target.host(), target.port(), source)
            .connections(clients)
            .threads(Math.clamp(clients / CLIENTS_A_THREAD, 1, THREADS_MAX))
            .credentials(Credentials.of("edgemq-gen", key))
            .messages(messages)
            .duration(duration)
            .messagesPerSecond(messagesPerSecond())
            .window(window)
            .afterReset(AfterReset.RECONNECT)
            .drainMax(DRAIN_MAX);
    if (shape == Shape.BURST) {
      plan.bunch(Math.clamp(Math.round(perInterval), 1, 1_000_000));
    }
    plan.transport(transport());
    return target.scheme().isHttp()
        ? plan.http(target.path(), perTurn).build()
        : plan.qos(qos).protocolLevel(5).clientIdPrefix(clientIdPrefix()).build();
  }

  private LoadTransport transport() {
    LoadTransport transport =
        target.scheme().isWebSocket()
            ? LoadTransport.TCP.webSocket(target.path())
            : LoadTransport.TCP;
    return target.scheme().isTls() ? transport.over(tls.orElseGet(LoadTls::ofJdk)) : transport;
  }

  /// Another one for each process: two clients of the same id would take each other's connection.
  private static String clientIdPrefix() {
    return "gen-" + ProcessHandle.current().pid() + "-";
  }
}
