/// Shipping what a rescued data directory holds, without the node that wrote it.
@NullMarked
package io.edgemq.ops.adopt;

import org.jspecify.annotations.NullMarked;
