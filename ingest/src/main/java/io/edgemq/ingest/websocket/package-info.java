/// MQTT over WebSocket (MQTT 3.1.1 and 5.0, section 6.0): the handshake as a route of an HTTP
/// server, and our own layer of RFC 6455 between the client's bytes and the session of
/// [io.edgemq.ingest.mqtt]. The library parses HTTP; its own layer of WebSocket messages is not
/// used, because it makes a stream of each message and cannot close with a code that says why.
@NullMarked
package io.edgemq.ingest.websocket;

import org.jspecify.annotations.NullMarked;
