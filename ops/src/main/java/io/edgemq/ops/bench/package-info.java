/// Measuring: a node, and mosquitto beside it where it is installed, as processes of their own,
/// loaded in turn from this one. `Bench` runs the `BenchCase`s of a `BenchPlan` and gives a
/// `BenchReport`; `Turn` is one load of one `Server`.
@NullMarked
package io.edgemq.ops.bench;

import org.jspecify.annotations.NullMarked;
