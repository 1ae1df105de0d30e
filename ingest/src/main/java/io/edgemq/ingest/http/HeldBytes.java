package io.edgemq.ingest.http;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that requests take while their bodies come in and wait for their logs, all
/// connections together. Any thread.
final class HeldBytes {
  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();

  HeldBytes(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Bytes that are taken now.
  long bytes() {
    return bytes.get();
  }

  /// The part of one request, at first nothing.
  Part part() {
    return new Part();
  }

  /// What one request takes. Has one owner at a time, which hands it over or closes it.
  final class Part implements AutoCloseable {
    private long held;

    private Part() {}

    /// Changes what the request takes.
    ///
    /// @return whether there is as much; otherwise it stays as it was. Giving back always succeeds
    boolean resize(long wanted) {
      long more = wanted - held;
      if (more > 0 && bytes.addAndGet(more) > bytesMax) {
        bytes.addAndGet(-more);
        return false;
      }
      if (more < 0) {
        bytes.addAndGet(more);
      }
      held = wanted;
      return true;
    }

    /// Gives all of it back; may be called again.
    @Override
    public void close() {
      bytes.addAndGet(-held);
      held = 0;
    }
  }
}
