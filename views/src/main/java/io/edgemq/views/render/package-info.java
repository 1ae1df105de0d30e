/// Sealed segments as files: raw Parquet and the files of all views, in one pass
/// (docs/format/objects.md).
@NullMarked
package io.edgemq.views.render;

import org.jspecify.annotations.NullMarked;
