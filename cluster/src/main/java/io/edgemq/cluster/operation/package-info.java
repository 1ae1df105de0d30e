/// What operators see of nodes and do to them, whichever node they ask.
@NullMarked
package io.edgemq.cluster.operation;

import org.jspecify.annotations.NullMarked;
