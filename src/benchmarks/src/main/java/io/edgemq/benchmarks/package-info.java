/// Measuring programs, run by hand and apart from `mvn verify`.
@NullMarked
package io.edgemq.benchmarks;

import org.jspecify.annotations.NullMarked;
