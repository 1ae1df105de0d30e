/// How a node finds the others of its cluster where they are not in its settings.
@NullMarked
package io.edgemq.ops.joining;

import org.jspecify.annotations.NullMarked;
