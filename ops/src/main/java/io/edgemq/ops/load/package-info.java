/// The MQTT load generator: many clients on a selector thread, each publishing in a window and
/// checking every PUBACK. `MqttLoad` runs a `LoadPlan` and gives a `LoadReport`; `MessageSource`
/// says what is published. The demo, the benchmarks and the test that kills a server all use it.
@NullMarked
package io.edgemq.ops.load;

import org.jspecify.annotations.NullMarked;
