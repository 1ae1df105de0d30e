/// Committed frames of a range of time, in order, as lines or to another endpoint
/// (docs/durability.md).
@NullMarked
package io.edgemq.ops.replay;

import org.jspecify.annotations.NullMarked;
