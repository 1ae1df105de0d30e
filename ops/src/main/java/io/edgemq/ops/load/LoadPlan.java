package io.edgemq.ops.load;

import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntSupplier;

/// A load to be generated. Immutable; made by [#to(String,int,MessageSource)] and its builder.
///
/// The run ends when `duration` is over or every connection is through with its share of
/// `messages`, whichever comes first, or when it is stopped. A share is `messages / connections`,
/// the first `messages % connections` connections having one more.
///
/// @param host name or address, looked up once per run
/// @param port asked on a selector thread before every attempt to connect, so that a server which
///   came back elsewhere is found; must answer at once
/// @param connections clients, at least 1
/// @param threads selector threads, 1 to `connections`; connections are dealt round-robin
/// @param window MQTT: most unacknowledged QoS 1 messages per connection, 1 to 65,535; a 5.0
///   server's Receive Maximum lowers it. HTTP: most unanswered requests per connection
/// @param protocol what clients speak
/// @param transport what it is carried by
/// @param credentials user name and API key of each client by its number; over HTTP only the key is
///   sent
/// @param source topics and payloads
/// @param duration how long to publish; zero: no limit
/// @param messages how many messages in all; 0: no limit
/// @param messagesPerSecond of all connections together, evenly spread over time and connections;
///   0: as fast as the windows allow
/// @param bunch messages of a connection that are due at the same moment, all connections at once,
///   at least 1; 1: none are. Of use with `messagesPerSecond`
/// @param afterReset what a client does when its connection breaks
/// @param connectMax most time for one attempt to connect, and for all clients together before
///   publishing starts without the missing ones
/// @param drainMax most time to wait for outstanding answers after the last message
public record LoadPlan(
    String host,
    IntSupplier port,
    int connections,
    int threads,
    int window,
    LoadProtocol protocol,
    LoadTransport transport,
    IntFunction<Credentials> credentials,
    MessageSource source,
    Duration duration,
    long messages,
    double messagesPerSecond,
    int bunch,
    AfterReset afterReset,
    Duration connectMax,
    Duration drainMax) {

  /// As many messages as there are packet identifiers (MQTT 3.1.1 section 2.3.1).
  public static final int WINDOW_MAX = 65_535;

  private static final int BUNCH_MAX = 1_000_000;

  /// Longer than any run; keeps arithmetic in nanoseconds within a long.
  private static final Duration TIME_MAX = Duration.ofDays(365);

  public LoadPlan {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host is blank");
    }
    requireRange("connections", connections, 1, 1_000_000);
    requireRange("threads", threads, 1, Math.min(connections, 1_024));
    requireRange("window", window, 1, WINDOW_MAX);
    requireRange("messages", messages, 0, Long.MAX_VALUE);
    requireRange("source.messageBytesMax", source.messageBytesMax(), 1, MqttPackets.MESSAGE_MAX);
    if (protocol instanceof LoadProtocol.Http(_, int batch)) {
      long bytes = (long) batch * (source.messageBytesMax() + 1);
      requireRange("batch * source.messageBytesMax", bytes, 1, MqttPackets.MESSAGE_MAX);
      if (transport.webSocketPath().isPresent()) {
        throw new IllegalArgumentException("transport is WebSocket, allowed for MQTT only");
      }
    }
    if (!(messagesPerSecond >= 0 && messagesPerSecond <= 1e9)) {
      throw new IllegalArgumentException(
          "messagesPerSecond is " + messagesPerSecond + ", allowed 0 to 1e9");
    }
    requireRange("bunch", bunch, 1, BUNCH_MAX);
    requireTime("duration", duration, Duration.ZERO);
    requireTime("connectMax", connectMax, Duration.ofMillis(1));
    requireTime("drainMax", drainMax, Duration.ZERO);
  }

  /// A builder with one connection, one thread, a window of 64, MQTT 3.1.1 with QoS 1, TCP, no keep
  /// alive, no credentials, no end but being stopped, no rate, no bunches, `END` after a reset, 30
  /// s to connect and 10 s to drain.
  public static Builder to(String host, int port, MessageSource source) {
    requireRange("port", port, 1, 65_535);
    return to(host, () -> port, source);
  }

  /// As [#to(String,int,MessageSource)], for a server whose port may change during the run.
  public static Builder to(String host, IntSupplier port, MessageSource source) {
    return new Builder(host, port, source);
  }

  /// How many messages a connection publishes: its share, or no limit.
  long share(int connection) {
    if (messages == 0) {
      return Long.MAX_VALUE;
    }
    return messages / connections + (connection < messages % connections ? 1 : 0);
  }

  boolean isPaced() {
    return messagesPerSecond > 0;
  }

  static void requireRange(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + " is " + value + ", allowed " + min + " to " + max);
    }
  }

  private static void requireTime(String name, Duration value, Duration min) {
    if (value.compareTo(min) < 0 || value.compareTo(TIME_MAX) > 0) {
      throw new IllegalArgumentException(
          name + " is " + value + ", allowed " + min + " to " + TIME_MAX);
    }
  }

  /// Collects the components of a plan; they are checked by [#build()].
  public static final class Builder {
    private final String host;
    private final IntSupplier port;
    private final MessageSource source;
    private int connections = 1;
    private int threads = 1;
    private int window = 64;
    private int qos = 1;
    private int protocolLevel = 4;
    private IntFunction<Credentials> credentials = _ -> Credentials.none();
    private String clientIdPrefix = "load-";
    private int keepAliveSeconds;
    private Optional<LoadProtocol> http = Optional.empty();
    private LoadTransport transport = LoadTransport.TCP;
    private Duration duration = Duration.ZERO;
    private long messages;
    private double messagesPerSecond;
    private int bunch = 1;
    private AfterReset afterReset = AfterReset.END;
    private Duration connectMax = Duration.ofSeconds(30);
    private Duration drainMax = Duration.ofSeconds(10);

    private Builder(String host, IntSupplier port, MessageSource source) {
      this.host = host;
      this.port = port;
      this.source = source;
    }

    public Builder connections(int value) {
      connections = value;
      return this;
    }

    public Builder threads(int value) {
      threads = value;
      return this;
    }

    public Builder window(int value) {
      window = value;
      return this;
    }

    public Builder qos(int value) {
      qos = value;
      return this;
    }

    public Builder protocolLevel(int value) {
      protocolLevel = value;
      return this;
    }

    public Builder credentials(Credentials value) {
      return credentials(_ -> value);
    }

    /// Others for each client, by its number from 0.
    public Builder credentials(IntFunction<Credentials> value) {
      credentials = value;
      return this;
    }

    public Builder clientIdPrefix(String value) {
      clientIdPrefix = value;
      return this;
    }

    public Builder keepAliveSeconds(int value) {
      keepAliveSeconds = value;
      return this;
    }

    /// Over HTTP instead of MQTT; see [LoadProtocol.Http].
    public Builder http(String target, int batch) {
      http = Optional.of(new LoadProtocol.Http(target, batch));
      return this;
    }

    public Builder transport(LoadTransport value) {
      transport = value;
      return this;
    }

    public Builder duration(Duration value) {
      duration = value;
      return this;
    }

    public Builder messages(long value) {
      messages = value;
      return this;
    }

    public Builder messagesPerSecond(double value) {
      messagesPerSecond = value;
      return this;
    }

    public Builder bunch(int value) {
      bunch = value;
      return this;
    }

    public Builder afterReset(AfterReset value) {
      afterReset = value;
      return this;
    }

    public Builder connectMax(Duration value) {
      connectMax = value;
      return this;
    }

    public Builder drainMax(Duration value) {
      drainMax = value;
      return this;
    }

    /// The plan.
    ///
    /// @throws IllegalArgumentException naming the component, its value and what is allowed
    public LoadPlan build() {
      return new LoadPlan(
          host,
          port,
          connections,
          threads,
          window,
          http.orElseGet(this::mqtt),
          transport,
          credentials,
          source,
          duration,
          messages,
          messagesPerSecond,
          bunch,
          afterReset,
          connectMax,
          drainMax);
    }

    private LoadProtocol mqtt() {
      return new LoadProtocol.Mqtt(qos, protocolLevel, clientIdPrefix, keepAliveSeconds);
    }
  }
}
