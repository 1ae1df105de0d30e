/// What a node has counted, for Prometheus and its like: the one place that knows the library
/// (decision 0033). The names are in docs/metrics.md.
@NullMarked
package io.edgemq.ops.metrics;

import org.jspecify.annotations.NullMarked;
