/// What was committed of an endpoint lately, looked at in bounded time and memory.
@NullMarked
package io.edgemq.ops.recent;

import org.jspecify.annotations.NullMarked;
