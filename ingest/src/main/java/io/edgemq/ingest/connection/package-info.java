/// MQTT connections: the listener, an actor and a stream stage for each connection, which drive the
/// plain session of [io.edgemq.ingest.mqtt] (decisions 0003 and 0011).
@NullMarked
package io.edgemq.ingest.connection;

import org.jspecify.annotations.NullMarked;
