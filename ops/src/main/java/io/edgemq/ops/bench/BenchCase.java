package io.edgemq.ops.bench;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// What is measured, one after the other in this order.
public enum BenchCase {
  DENSE("dense", "QoS 1, 100 connections, 64 messages in flight on each", 100, 64),
  SPARSE("sparse", "QoS 1, 1,000 connections, one message in flight on each", 1000, 1),
  QOS0("qos0", "QoS 0, 100 connections, as fast as it is read", 100, 64),
  PACED("paced", "QoS 1, 100 connections, 70 % of the server's own dense rate", 100, 64),
  ENDPOINTS(
      "endpoints", "QoS 1, 300 endpoints, a connection to each, 16 messages in flight", 300, 16),
  TLS("tls", "QoS 1 over TLS, 100 connections, 64 messages in flight on each", 100, 64),
  WEBSOCKET(
      "websocket", "QoS 1 by WebSocket, 100 connections, 64 messages in flight on each", 100, 64),
  HTTP("http", "HTTP, 32 connections, one request of 100 lines in flight on each", 32, 1),
  STORM("storm", "all clients connect at once, 64 handshakes at a time", 0, 1),
  IDLE("idle", "all clients are connected and say nothing", 0, 1),
  PIPELINE(
      "pipeline",
      "QoS 1 as dense, until all of it is in the object store, as segments, raw Parquet and two views",
      100,
      64),
  RENDER("render", "a view of 1 million JSON messages on one thread, beside DuckDB", 0, 0);

  /// Part of the dense rate.
  static final double PACE = 0.7;

  static final int ENDPOINT_COUNT = 300;
  static final int HTTP_BATCH = 100;

  /// Payload of a message.
  private static final int MESSAGE_BYTES = 100;

  private static final int READING_BYTES = 120;

  private final String label;
  private final String text;
  private final int connections;
  private final int window;

  BenchCase(String label, String text, int connections, int window) {
    this.label = label;
    this.text = text;
    this.connections = connections;
    this.window = window;
  }

  /// The case of a label.
  public static Optional<BenchCase> of(String label) {
    return Arrays.stream(values()).filter(it -> it.label.equals(label)).findAny();
  }

  /// All labels, with commas.
  public static String labels() {
    return Arrays.stream(values()).map(BenchCase::label).collect(Collectors.joining(", "));
  }

  /// Its name on the command line and in JSON.
  public String label() {
    return label;
  }

  /// What is done in it.
  public String text() {
    return text;
  }

  int connections() {
    return connections;
  }

  int window() {
    return window;
  }

  /// Bytes of a payload, or of a line.
  int messageBytes() {
    return isReadings() ? READING_BYTES : MESSAGE_BYTES;
  }

  /// Whether payloads are JSON.
  boolean isReadings() {
    return this == HTTP || this == PIPELINE;
  }

  /// Whether clients only connect.
  boolean isConnecting() {
    return this == STORM || this == IDLE;
  }

  /// Whether a server that is nothing but an MQTT broker can do it too.
  boolean isForBrokers() {
    return switch (this) {
      case DENSE, SPARSE, QOS0, PACED, TLS, WEBSOCKET, STORM, IDLE -> true;
      case ENDPOINTS, HTTP, PIPELINE, RENDER -> false;
    };
  }
}
