/// What became of a message that somebody has a receipt of.
@NullMarked
package io.edgemq.ops.receipt;

import org.jspecify.annotations.NullMarked;
