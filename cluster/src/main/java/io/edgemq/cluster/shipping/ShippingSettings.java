package io.edgemq.cluster.shipping;

import java.time.Duration;

/// How this node ships.
///
/// @param parallelism segments shipped at once; each is held in memory raw, compressed and rendered
/// @param retryMin longest pause after a first failure; it doubles with every further one
/// @param retryMax longest pause
/// @param catchUpBytesPerSecond of what has waited for a store's return or was left behind, raw;
///   [Long#MAX_VALUE]: no bound
public record ShippingSettings(
    int parallelism, Duration retryMin, Duration retryMax, long catchUpBytesPerSecond) {}
