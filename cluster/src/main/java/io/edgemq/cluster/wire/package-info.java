/// What crosses nodes: the messages between connections and logs as bytes (docs/format/wire.md).
@NullMarked
package io.edgemq.cluster.wire;

import org.jspecify.annotations.NullMarked;
