package io.edgemq.cluster.shipping;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.storage.wal.SealedSegment;
import java.time.Instant;

/// A segment on its way.
///
/// @param store where its log's segments went when it began
/// @param since when it began
record Shipment(SealedSegment segment, Destination store, Instant since) {}
