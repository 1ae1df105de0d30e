/// From sealed segment to committed data: object keys, commit markers, the shipping of one segment,
/// and the check of what was committed (docs/format/objects.md).
@NullMarked
package io.edgemq.storage.commit;

import org.jspecify.annotations.NullMarked;
