/// HTTP bodies into frames: decoding, splitting into records, limits and refusals. Plain Java
/// without socket, thread or stream; whatever serves HTTP pushes the bytes as they arrive.
@NullMarked
package io.edgemq.ingest.http.body;

import org.jspecify.annotations.NullMarked;
