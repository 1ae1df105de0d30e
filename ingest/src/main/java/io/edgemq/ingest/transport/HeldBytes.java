package io.edgemq.ingest.transport;

import java.util.concurrent.atomic.AtomicLong;

/// The memory of what clients have sent in part and of what has to wait, all connections of a
/// protocol together. Any thread.
public final class HeldBytes {
  private final long bytesMax;
  private final AtomicLong bytes = new AtomicLong();

  /// @param bytesMax what there is
  public HeldBytes(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Bytes that are taken now.
  public long bytes() {
    return bytes.get();
  }

  /// The part of one request or connection, at first nothing.
  public Part part() {
    return new Part();
  }

  /// What one request or connection takes. Has one owner at a time, which hands it over or closes
  /// it.
  public final class Part implements AutoCloseable {
    private long held;

    private Part() {}

    /// Changes what is taken.
    ///
    /// @return whether there is as much; otherwise it stays as it was. Giving back always succeeds
    public boolean resize(long wanted) {
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
