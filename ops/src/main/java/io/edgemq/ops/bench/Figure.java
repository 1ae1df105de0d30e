package io.edgemq.ops.bench;

import java.util.Locale;

/// What is measured. Those of each message count a record as one over HTTP, and are of each
/// connection where nothing is published.
public enum Figure {
  /// Acknowledged, or sent where nothing is acknowledged.
  MESSAGES_PER_SECOND("messages_per_second", "messages/s", 1, 0),
  /// Of payload, in millions of bytes.
  MB_PER_SECOND("mb_per_second", "MB/s", 1, 1),
  /// The same of the CPU time of a process that starts, does this once and ends.
  MB_PER_CPU_SECOND("mb_per_process_cpu_second", "MB/s of process CPU", 1, 1),
  /// From the first connect to the last CONNACK.
  CONNECTS_PER_SECOND("connects_per_second", "connects/s", 1, 0),
  /// From the socket to the PUBACK or 202.
  ANSWER_P50("answer_p50_us", "p50 ms", 1e-3, 2),
  ANSWER_P99("answer_p99_us", "p99 ms", 1e-3, 2),
  ANSWER_P99_9("answer_p99_9_us", "p99.9 ms", 1e-3, 2),
  /// From the moment a message was due: with the wait that the load generator itself had.
  DUE_P50("since_due_p50_us", "due p50 ms", 1e-3, 2),
  DUE_P99("since_due_p99_us", "due p99 ms", 1e-3, 2),
  DUE_P99_9("since_due_p99_9_us", "due p99.9 ms", 1e-3, 2),
  /// Of the server's process.
  SERVER_CPU("server_cpu_us_per_message", "CPU µs", 1, 2),
  GENERATOR_CPU("generator_cpu_us_per_message", "generator", 1, 2),
  /// Of the node's JVM.
  ALLOCATED("allocated_bytes_per_message", "allocated B", 1, 0),
  /// Of the time that passed, how much the node's JVM stood still for its garbage collector.
  GC_SHARE("gc_pause_share", "GC %", 100, 2),
  /// What a full collection leaves in the node's heap.
  HEAP("heap_bytes_per_connection", "heap B", 1, 0),
  RESIDENT("resident_bytes_per_connection", "resident B", 1, 0);

  private final String key;
  private final String title;
  private final double scale;
  private final int decimals;

  Figure(String key, String title, double scale, int decimals) {
    this.key = key;
    this.title = title;
    this.scale = scale;
    this.decimals = decimals;
  }

  /// Its name in JSON, with the unit.
  public String key() {
    return key;
  }

  /// The head of its column.
  String title() {
    return title;
  }

  /// A value as it stands in its column.
  String shown(double value) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value * scale);
  }
}
