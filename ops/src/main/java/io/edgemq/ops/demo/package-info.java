/// The demo: a node, a load, and the proof that everything acknowledged is in committed segments.
@NullMarked
package io.edgemq.ops.demo;

import org.jspecify.annotations.NullMarked;
