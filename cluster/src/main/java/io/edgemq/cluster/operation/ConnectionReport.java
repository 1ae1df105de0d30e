package io.edgemq.cluster.operation;

import java.nio.charset.StandardCharsets;

/// An MQTT connection that was let in.
///
/// @param id by chance, not negative; no other connection of the cluster has it, nor will have
/// @param tenant of the endpoint
/// @param endpoint that it appends to
/// @param clientId of the client, or the one that it was given; may be empty (MQTT 3.1.1)
/// @param key name of the key that let it in
/// @param address of the client, `host:port`
/// @param protocolLevel as in CONNECT: 4 is MQTT 3.1.1, 5 is 5.0
/// @param transport what it came in by
/// @param sinceMs when it was let in, milliseconds since the epoch
public record ConnectionReport(
    long id,
    String tenant,
    String endpoint,
    String clientId,
    String key,
    String address,
    int protocolLevel,
    String transport,
    long sinceMs) {
  public ConnectionReport {
    if (id < 0) {
      throw new IllegalArgumentException("connection " + id);
    }
  }

  /// What it takes in a message between nodes, about.
  int bytes() {
    int texts = 0;
    for (String text : new String[] {tenant, endpoint, clientId, key, address, transport}) {
      texts += Short.BYTES + text.getBytes(StandardCharsets.UTF_8).length;
    }
    return texts + 2 * Long.BYTES + 1;
  }
}
