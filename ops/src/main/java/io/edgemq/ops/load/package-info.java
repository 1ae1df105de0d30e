/// The load generator: many clients on a selector thread, each publishing in a window and checking
/// every answer, over MQTT or HTTP. `Load` runs a `LoadPlan` and gives a `LoadReport`;
/// `MessageSource` says what is published. How connections come and go is common to both protocols
/// (`Client`), what is said on them is not (`MqttClient`, `HttpClient`), and neither knows what it
/// is carried by (`Wire`: a socket, TLS, WebSocket). The demo, the benchmarks and the test that
/// kills a server all use it.
@NullMarked
package io.edgemq.ops.load;

import org.jspecify.annotations.NullMarked;
