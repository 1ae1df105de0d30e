/// The log on the local disk: who it belongs to, where its segments lie, how they are appended to,
/// sealed, and recovered after a crash (docs/format/wal.md).
@NullMarked
package io.edgemq.storage.wal;

import org.jspecify.annotations.NullMarked;
