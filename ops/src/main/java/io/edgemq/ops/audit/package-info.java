/// Who changed what (decision 0032, docs/management.md).
@NullMarked
package io.edgemq.ops.audit;

import org.jspecify.annotations.NullMarked;
