/// Whether a node can do what it is for, and why not (docs/metrics.md).
@NullMarked
package io.edgemq.ops.ready;

import org.jspecify.annotations.NullMarked;
