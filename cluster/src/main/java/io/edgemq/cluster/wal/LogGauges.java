package io.edgemq.cluster.wal;

import io.edgemq.cluster.shipping.Forecast;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.pekko.actor.Address;

/// How one log is doing, as numbers that its actor keeps up to date and any thread may read: each
/// by itself, not all at one moment.
public final class LogGauges {
  private final AtomicLong epoch = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong queuedBytes = new AtomicLong();
  private final AtomicLong openBytes = new AtomicLong();
  private final AtomicLong openSinceMs = new AtomicLong();
  private final AtomicLong waitingSegments = new AtomicLong();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong isStalled = new AtomicLong();
  private final AtomicLong bytesPerSecond = new AtomicLong();
  private final Map<Address, AtomicLong> enteredBytes = new ConcurrentHashMap<>();

  /// Where what enters through a node is counted; kept by its connections, so that a batch costs an
  /// addition.
  AtomicLong entering(Address node) {
    return enteredBytes.computeIfAbsent(node, _ -> new AtomicLong());
  }

  /// Bytes have entered through a node. By one thread at a time.
  public void entered(Address node, long bytes) {
    add(entering(node), bytes);
  }

  /// To a number that nobody else changes.
  static void add(AtomicLong number, long bytes) {
    number.setOpaque(number.getPlain() + bytes);
  }

  /// So much enters as of late; by whoever samples [#enteredBytes].
  public void bytesPerSecond(long average) {
    bytesPerSecond.setOpaque(average);
  }

  void epoch(int number) {
    epoch.setOpaque(number);
  }

  void openSinceMs(long time) {
    openSinceMs.setOpaque(time);
  }

  void update(DiskBudget budget, int connections, boolean isStalled) {
    this.connections.setOpaque(connections);
    queuedBytes.setOpaque(budget.queuedBytes());
    openBytes.setOpaque(budget.openBytes());
    waitingSegments.setOpaque(budget.waitingSegments());
    waitingBytes.setOpaque(budget.waitingBytes());
    this.isStalled.setOpaque(isStalled ? 1 : 0);
  }

  /// Which opening of the log this is; 0: nothing was appended yet.
  public int epoch() {
    return (int) epoch.getOpaque();
  }

  /// Connections that are attached, on whatever node, and doors for HTTP: one for each node.
  public int connections() {
    return (int) connections.getOpaque();
  }

  /// Bytes received and not yet appended.
  public long queuedBytes() {
    return queuedBytes.getOpaque();
  }

  /// Bytes in the open segment.
  public long openBytes() {
    return openBytes.getOpaque();
  }

  /// When the oldest frame in the open segment came, in milliseconds since 1970; 0: there is none.
  public long openSinceMs() {
    return openSinceMs.getOpaque();
  }

  /// Sealed segments on this disk that are not committed.
  public int waitingSegments() {
    return (int) waitingSegments.getOpaque();
  }

  /// Bytes of them.
  public long waitingBytes() {
    return waitingBytes.getOpaque();
  }

  /// Bytes of frames that enter in a second, averaged.
  public long bytesPerSecond() {
    return bytesPerSecond.getOpaque();
  }

  /// How long there is room for it on this disk.
  ///
  /// @param logBytesMax what it may hold, open and sealed
  public Forecast forecast(long logBytesMax) {
    return new Forecast(openBytes() + waitingBytes(), logBytesMax, bytesPerSecond());
  }

  /// Whether nothing can be appended: the disk is full or fails, or too much waits.
  public boolean isStalled() {
    return isStalled.getOpaque() != 0;
  }

  /// Bytes of frames that were handed over since the log was opened, by the node that the client is
  /// connected to; this node has an address without a host.
  public Map<Address, Long> enteredBytes() {
    return enteredBytes.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().getOpaque()));
  }
}
