/// TLS between a socket and whatever speaks over it: certificates and keys from PEM files, chosen
/// by the name that a client asks for, reloaded while connections go on, and a stream stage for
/// each connection (decision 0010). Knows nothing of MQTT or HTTP.
@NullMarked
package io.edgemq.ingest.tls;

import org.jspecify.annotations.NullMarked;
