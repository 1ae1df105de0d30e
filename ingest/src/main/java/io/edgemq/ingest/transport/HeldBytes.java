package io.edgemq.ingest.transport;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/// The memory of what clients have sent in part and of what has to wait, all connections of a
/// protocol together. No tenant has all of it, so that none keeps the others out. Any thread.
public final class HeldBytes {
  private final long bytesMax;
  private final long tenantBytesMax;
  private final AtomicLong bytes = new AtomicLong();
  private final ConcurrentMap<String, AtomicLong> bytesOfTenants = new ConcurrentHashMap<>();

  /// @param bytesMax what there is
  /// @param tenantBytesMax what a tenant may have of it
  public HeldBytes(long bytesMax, long tenantBytesMax) {
    this.bytesMax = bytesMax;
    this.tenantBytesMax = tenantBytesMax;
  }

  /// Bytes that are taken now.
  public long bytes() {
    return bytes.get();
  }

  /// The part of one request or connection, at first nothing.
  ///
  /// @param tenant whose it is; empty where that is not known yet
  public Part part(String tenant) {
    return new Part(bytesOfTenants.computeIfAbsent(tenant, _ -> new AtomicLong()));
  }

  /// What one request or connection takes. Has one owner at a time, which hands it over or closes
  /// it.
  public final class Part implements AutoCloseable {
    private final AtomicLong bytesOfTenant;
    private long held;

    private Part(AtomicLong bytesOfTenant) {
      this.bytesOfTenant = bytesOfTenant;
    }

    /// Changes what is taken.
    ///
    /// @return whether there is as much; otherwise it stays as it was. Giving back always succeeds
    public boolean resize(long wanted) {
      long more = wanted - held;
      long ofTenant = bytesOfTenant.addAndGet(more);
      long ofAll = bytes.addAndGet(more);
      if (more > 0 && (ofTenant > tenantBytesMax || ofAll > bytesMax)) {
        bytesOfTenant.addAndGet(-more);
        bytes.addAndGet(-more);
        return false;
      }
      held = wanted;
      return true;
    }

    /// Gives all of it back; may be called again.
    @Override
    public void close() {
      resize(0);
    }
  }
}
