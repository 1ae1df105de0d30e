package io.edgemq.ingest.measure;

import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What clients of this node have published since it started, by endpoint. Any thread.
public final class Traffic {
  private final Map<Name, OfEndpoint> endpoints = new ConcurrentHashMap<>();

  /// An endpoint.
  public record Name(String tenant, String endpoint) {}

  /// Where the clients of an endpoint count; to be asked for once for a connection or request.
  public OfEndpoint of(String tenant, String endpoint) {
    return endpoints.computeIfAbsent(new Name(tenant, endpoint), _ -> new OfEndpoint());
  }

  /// All endpoints that were asked for. A view that changes.
  public Map<Name, OfEndpoint> all() {
    return Collections.unmodifiableMap(endpoints);
  }

  /// What clients of one endpoint have published. Bytes are those of frames in the log.
  public static final class OfEndpoint {
    private final LongAdder qos0 = new LongAdder();
    private final LongAdder qos1 = new LongAdder();
    private final LongAdder mqttBytes = new LongAdder();
    private final LongAdder httpRecords = new LongAdder();
    private final LongAdder httpBytes = new LongAdder();
    private final LongAdder forbiddenTopics = new LongAdder();
    private final LongAdder overRate = new LongAdder();
    private final LongAdder overConnections = new LongAdder();

    /// Messages were handed to the log over MQTT: one call for each batch.
    ///
    /// @param messages all of them
    /// @param ofQos1 of them, those that get a PUBACK
    public void mqtt(long messages, long ofQos1, long bytes) {
      if (messages > ofQos1) {
        qos0.add(messages - ofQos1);
      }
      if (ofQos1 > 0) {
        qos1.add(ofQos1);
      }
      mqttBytes.add(bytes);
    }

    /// The records of a request were answered 202.
    public void http(long records, long bytes) {
      httpRecords.add(records);
      httpBytes.add(bytes);
    }

    /// Messages were not stored for their topics.
    public void forbiddenTopics(long messages) {
      forbiddenTopics.add(messages);
    }

    /// A request was answered 429 for the tenant's rate.
    public void overRate() {
      overRate.increment();
    }

    /// A connection was one too many for the plan.
    public void overConnections() {
      overConnections.increment();
    }

    /// MQTT messages of quality of service 0.
    public long qos0() {
      return qos0.sum();
    }

    /// MQTT messages of quality of service 1.
    public long qos1() {
      return qos1.sum();
    }

    /// Bytes of both.
    public long mqttBytes() {
      return mqttBytes.sum();
    }

    /// Records by HTTP.
    public long httpRecords() {
      return httpRecords.sum();
    }

    /// Bytes of them.
    public long httpBytes() {
      return httpBytes.sum();
    }

    /// See [#forbiddenTopics(long)].
    public long forbiddenTopics() {
      return forbiddenTopics.sum();
    }

    /// How often [#overRate] was noted.
    public long rejectedForRate() {
      return overRate.sum();
    }

    /// How often [#overConnections] was noted.
    public long rejectedConnections() {
      return overConnections.sum();
    }
  }
}
