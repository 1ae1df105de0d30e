/// What logs look like.
@NullMarked
package io.edgemq.ops.logging;

import org.jspecify.annotations.NullMarked;
