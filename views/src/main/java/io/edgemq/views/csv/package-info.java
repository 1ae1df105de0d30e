/// Rows as CSV (docs/format/objects.md).
@NullMarked
package io.edgemq.views.csv;

import org.jspecify.annotations.NullMarked;
