/// Sealed segments in other forms. Raw Parquet is in `parquet`; typed views are to come.
@NullMarked
package io.edgemq.views;

import org.jspecify.annotations.NullMarked;
