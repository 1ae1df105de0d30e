/// The `edgemq` program: its commands and what they print.
@NullMarked
package io.edgemq.ops;

import org.jspecify.annotations.NullMarked;
