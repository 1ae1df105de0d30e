/// The endpoint's log as a sharded actor: connections find it through sharding and then send to it
/// directly (decision 0005).
@NullMarked
package io.edgemq.cluster.wal;

import org.jspecify.annotations.NullMarked;
