/// Views of what was committed before: rendered again from committed segments, or of the dead
/// letters of an older version (docs/views.md).
@NullMarked
package io.edgemq.ops.history;

import org.jspecify.annotations.NullMarked;
