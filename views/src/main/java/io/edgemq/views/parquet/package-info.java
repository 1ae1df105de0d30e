/// Sealed segments as Parquet (docs/format/objects.md, decision 0008): parquet-java without Hadoop
/// at run time.
@NullMarked
package io.edgemq.views.parquet;

import org.jspecify.annotations.NullMarked;
