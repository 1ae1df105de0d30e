/// The frame: one received payload in the log, and how a run of them is made and read
/// (docs/format/frame.md).
@NullMarked
package io.edgemq.storage.frame;

import org.jspecify.annotations.NullMarked;
