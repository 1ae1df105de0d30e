/// How bytes of clients come in: a listener for each port, and the layers between its sockets and
/// the protocol above. Nothing here knows MQTT or HTTP.
@NullMarked
package io.edgemq.ingest.transport;

import org.jspecify.annotations.NullMarked;
