package io.edgemq.ops.load;

import org.jspecify.annotations.Nullable;

/// Where the selector threads of a load meet: all begin to publish at the same moment, and one stop
/// or one failure ends them all. Safe for use by any thread.
final class LoadRun {
  /// What is done once for all threads.
  interface Meeting {
    /// Every thread has connected its clients. On the last of them.
    void allConnected();

    /// Every thread has its last answers. On the last of them.
    void allSettled();

    /// The state of the run has changed: every thread must look at it.
    void wakeAll();
  }

  private final Meeting meeting;
  private int connecting;
  private int settling;
  private volatile long connectedNanos;
  private volatile long startNanos;
  private volatile boolean started;
  private volatile boolean stopped;
  private volatile @Nullable Throwable failure;

  LoadRun(int threads, Meeting meeting) {
    connecting = threads;
    settling = threads;
    this.meeting = meeting;
  }

  /// A thread has connected its clients, or given them up.
  void connected() {
    synchronized (this) {
      connecting--;
      if (connecting > 0) {
        return;
      }
    }
    connectedNanos = System.nanoTime();
    meeting.allConnected();
    startNanos = System.nanoTime();
    started = true;
    meeting.wakeAll();
  }

  /// A thread has its last answers, or given them up.
  void settled() {
    synchronized (this) {
      settling--;
      if (settling > 0) {
        return;
      }
    }
    meeting.allSettled();
  }

  /// A thread broke off.
  void failed(Throwable cause) {
    synchronized (this) {
      if (failure == null) {
        failure = cause;
      }
    }
    stop();
  }

  void stop() {
    stopped = true;
    meeting.wakeAll();
  }

  boolean hasStarted() {
    return started;
  }

  boolean isStopped() {
    return stopped;
  }

  boolean hasFailed() {
    return failure != null;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  /// When all clients were connected, as `System.nanoTime()`; of use once started.
  long connectedNanos() {
    return connectedNanos;
  }

  /// When publishing began, as `System.nanoTime()`; of use once started.
  long startNanos() {
    return startNanos;
  }
}
