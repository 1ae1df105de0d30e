package io.edgemq.cluster.shipping;

import java.time.Duration;

/// How this node ships.
///
/// @param parallelism segments shipped at once; each is held in memory raw, compressed and rendered
/// @param retryMin pause of an endpoint after a first failure; it doubles with every further one
/// @param retryMax longest pause
public record ShippingSettings(int parallelism, Duration retryMin, Duration retryMax) {}
