/// The data generator: plausible JSON of devices, with faults on purpose, and the views for it.
@NullMarked
package io.edgemq.ops.gen;

import org.jspecify.annotations.NullMarked;
