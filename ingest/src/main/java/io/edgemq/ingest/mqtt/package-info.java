/// The MQTT codec and session of a server that only receives: bytes in, batches of frames,
/// acknowledgements and a reason to close out. Plain Java without socket, thread or timer, so that
/// every transport shares it (decision 0011). What each situation gets is docs/mqtt.md.
@NullMarked
package io.edgemq.ingest.mqtt;

import org.jspecify.annotations.NullMarked;
