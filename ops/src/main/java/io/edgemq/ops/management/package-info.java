/// What operators see of a node and tell it, over HTTP.
@NullMarked
package io.edgemq.ops.management;

import org.jspecify.annotations.NullMarked;
