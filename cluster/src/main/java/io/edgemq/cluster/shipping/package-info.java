/// From this node's disk to the object store: recovery of what earlier writers left, the fair queue
/// of sealed segments, and the graph that ships them (decision 0006).
@NullMarked
package io.edgemq.cluster.shipping;

import org.jspecify.annotations.NullMarked;
