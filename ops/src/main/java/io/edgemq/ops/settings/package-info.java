/// Settings of a node: from HOCON to immutable values, with every fault listed at once.
@NullMarked
package io.edgemq.ops.settings;

import org.jspecify.annotations.NullMarked;
