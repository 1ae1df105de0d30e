/// What the log and the folder object store share of the local file system.
@NullMarked
package io.edgemq.storage.disk;

import org.jspecify.annotations.NullMarked;
