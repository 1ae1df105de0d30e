package io.edgemq.ops.load;

import java.nio.charset.StandardCharsets;

/// What the clients of a load speak, and how they use it. Immutable.
public sealed interface LoadProtocol {

  /// PUBLISH of MQTT, each message by itself.
  ///
  /// @param qos 0 or 1
  /// @param protocolLevel 4 (MQTT 3.1.1) or 5 (MQTT 5.0)
  /// @param clientIdPrefix client ids are this and the connection's number
  /// @param keepAliveSeconds what clients promise and keep to, 0 to 65,535; 0: nothing
  record Mqtt(int qos, int protocolLevel, String clientIdPrefix, int keepAliveSeconds)
      implements LoadProtocol {
    /// Longest client id any server of ours has to take, less the digits of the connection.
    private static final int CLIENT_ID_PREFIX_BYTES_MAX = 200;

    private static final int KEEP_ALIVE_SECONDS_MAX = 65_535;

    public Mqtt {
      LoadPlan.requireRange("qos", qos, 0, 1);
      LoadPlan.requireRange("protocolLevel", protocolLevel, 4, 5);
      LoadPlan.requireRange(
          "clientIdPrefix bytes",
          clientIdPrefix.getBytes(StandardCharsets.UTF_8).length,
          0,
          CLIENT_ID_PREFIX_BYTES_MAX);
      LoadPlan.requireRange("keepAliveSeconds", keepAliveSeconds, 0, KEEP_ALIVE_SECONDS_MAX);
    }
  }

  /// POST of HTTP/1.1 with keep-alive, a line for each message (`application/x-ndjson`). Payloads
  /// must be neither empty nor hold a line feed; topics are not sent.
  ///
  /// @param target of the request, `/ingest` or `/e/ENDPOINT/ingest`
  /// @param batch messages of one request, at least 1; the last one of a share may have fewer
  record Http(String target, int batch) implements LoadProtocol {
    /// As many lines as a request to a server of ours may well have.
    private static final int BATCH_MAX = 100_000;

    public Http {
      LoadTransport.requireTarget(target);
      LoadPlan.requireRange("batch", batch, 1, BATCH_MAX);
    }
  }
}
