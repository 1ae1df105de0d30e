/// A running node: the one place where everything is wired together.
@NullMarked
package io.edgemq.ops.node;

import org.jspecify.annotations.NullMarked;
