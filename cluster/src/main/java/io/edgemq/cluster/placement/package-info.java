/// Which node has which log: what the nodes report of their logs, and where a log should be
/// (decision 0028).
@NullMarked
package io.edgemq.cluster.placement;

import org.jspecify.annotations.NullMarked;
