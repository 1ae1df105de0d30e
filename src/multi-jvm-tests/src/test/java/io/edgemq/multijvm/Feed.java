package io.edgemq.multijvm;

import io.edgemq.ops.load.AfterReset;
import io.edgemq.ops.load.Credentials;
import io.edgemq.ops.load.LoadPlan;
import io.edgemq.ops.load.MessageSource;
import io.edgemq.ops.load.NumberedReadings;
import java.time.Duration;
import java.util.function.IntSupplier;

/// A load for one endpoint: messages at QoS 1 from clients that come back after every reset.
///
/// @param endpoint `tenant/endpoint`
/// @param key of a device that publishes there
/// @param connections clients
/// @param window unacknowledged messages of each
/// @param protocolLevel 4 (MQTT 3.1.1) or 5 (MQTT 5.0)
/// @param source what they publish
record Feed(
    String endpoint,
    String key,
    int connections,
    int window,
    int protocolLevel,
    MessageSource source) {
  static final Feed PLANT = new Feed("acme/plant", Tenants.KEY, 100, 32, 4);

  /// A load of readings.
  Feed(String endpoint, String key, int connections, int window, int protocolLevel) {
    this(endpoint, key, connections, window, protocolLevel, new NumberedReadings());
  }

  /// The plan of this load, without an end.
  ///
  /// @param port where the node is at present
  LoadPlan.Builder plan(IntSupplier port) {
    return LoadPlan.to(NodeProcess.HOST, port, source)
        .credentials(Credentials.of("load", key))
        .clientIdPrefix("load-")
        .connections(connections)
        .window(window)
        .protocolLevel(protocolLevel)
        .afterReset(AfterReset.RECONNECT)
        .connectMax(Duration.ofMinutes(1))
        .drainMax(Await.BOUND);
  }
}
