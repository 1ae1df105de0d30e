package io.edgemq.ops.ready;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.cluster.shipping.StoreFault;
import io.edgemq.ingest.tls.TlsContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What readiness is judged by, as it is now.
///
/// @param now the time
/// @param member status in the cluster
/// @param stage of the node's life: `starting`, [#SERVING], or where its drain stands
/// @param isStopping whether the node has been told to stop
/// @param waits since when the oldest sealed segment for each store waits
/// @param faults of stores that fail
/// @param committedAt when a store took a segment last
/// @param bucketFault what the last check of the operator's bucket found wrong with credentials
/// @param diskFreeBytes where the data lies
/// @param diskFreeMin below which nothing is taken in
/// @param logs that this node has
/// @param stalledLogs those of them that cannot append
/// @param isDirectoryRead whether the control documents were read since the start
/// @param expiries of certificates in use
public record Moment(
    Instant now,
    String member,
    String stage,
    boolean isStopping,
    Map<Destination, Instant> waits,
    Map<Destination, StoreFault> faults,
    Optional<Instant> committedAt,
    Optional<String> bucketFault,
    long diskFreeBytes,
    long diskFreeMin,
    int logs,
    int stalledLogs,
    boolean isDirectoryRead,
    List<TlsContext.Expiry> expiries) {
  /// Clients may come.
  public static final String SERVING = "serving";

  public Moment {
    waits = Map.copyOf(waits);
    faults = Map.copyOf(faults);
    expiries = List.copyOf(expiries);
  }
}
