package io.edgemq.ingest.mqtt;

import java.time.Instant;
import java.util.List;

/// A session with a client at its other end.
final class Client {
  static final ServerTerms TERMS = new ServerTerms(100, 4, 0);
  static final SessionLimits LIMITS = new SessionLimits(1000, 23, 2000, 500, TERMS);
  static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);
  private static final int CREDIT_BYTES = 1_000_000;

  final RecordingEffects effects = new RecordingEffects();
  final MqttSession session;

  Client() {
    this(LIMITS);
  }

  Client(SessionLimits limits) {
    session = new MqttSession(limits, () -> NOW, effects);
  }

  /// A client that may publish with QoS 0 and 1.
  static Client connected() {
    return connected(new Grant(1, CREDIT_BYTES));
  }

  static Client connected(Grant grant) {
    return connected(LIMITS, grant);
  }

  /// A client of MQTT 5.0 that may publish with QoS 0 and 1.
  static Client connectedV5() {
    return connectedV5(Packets.CONNECT_V5, new Grant(1, CREDIT_BYTES));
  }

  static Client connectedV5(byte[] connect, Grant grant) {
    var client = new Client();
    client.sends(connect);
    client.session.accepted(grant);
    client.lines();
    return client;
  }

  static Client connected(SessionLimits limits, Grant grant) {
    var client = new Client(limits);
    client.sends(Packets.CONNECT);
    client.session.accepted(grant);
    client.lines();
    return client;
  }

  /// Sends the packets in one chunk, amid bytes that are not the session's.
  Client sends(byte[]... packets) {
    byte[] bytes = Hex.join(packets);
    session.received(Hex.join(new byte[] {0x42}, bytes, new byte[] {0x42}), 1, 1 + bytes.length);
    return this;
  }

  /// Sends every byte in a chunk of its own.
  Client dribbles(byte[]... packets) {
    for (byte one : Hex.join(packets)) {
      session.received(new byte[] {one}, 0, 1);
    }
    return this;
  }

  /// What the session wanted since this was asked last.
  List<String> lines() {
    return effects.lines();
  }
}
