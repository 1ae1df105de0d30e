package io.edgemq.ops.metrics;

import io.edgemq.cluster.directory.LiveDirectory;
import io.edgemq.cluster.shipping.Forecast;
import io.edgemq.cluster.wal.OpenLogs;
import io.edgemq.ingest.auth.Authenticator;
import io.edgemq.ingest.http.HttpConnections;
import io.edgemq.ops.ready.Check;
import io.edgemq.ops.ready.Membership;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.storage.wal.LocalDisk;
import java.time.InstantSource;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// What numbers are taken from, when they are asked for.
///
/// @param measures what was counted
/// @param logs that the node has
/// @param disk where they lie
/// @param diskFreeBytes of it; may block
/// @param diskForecast how long there is room on it, with so many bytes in a second; may block
/// @param logBytesMax what a log may hold on it
/// @param directory control documents
/// @param authenticator checks keys
/// @param httpConnections that are open
/// @param membership in the cluster
/// @param checks whether the node is ready
/// @param prices of buckets
public record Sources(
    NodeMeasures measures,
    OpenLogs logs,
    LocalDisk disk,
    LongSupplier diskFreeBytes,
    LongFunction<Forecast> diskForecast,
    long logBytesMax,
    LiveDirectory directory,
    Authenticator authenticator,
    HttpConnections httpConnections,
    Supplier<Membership> membership,
    Supplier<List<Check>> checks,
    NodeSettings.Prices prices,
    InstantSource clock) {}
