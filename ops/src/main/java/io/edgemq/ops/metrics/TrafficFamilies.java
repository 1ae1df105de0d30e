package io.edgemq.ops.metrics;

import io.edgemq.ingest.connection.MqttMeasures;
import io.edgemq.ingest.measure.Traffic;
import java.util.List;

/// What clients publish.
final class TrafficFamilies {
  private static final double NANOS = 1e-9;
  private static final String MQTT = "mqtt";
  private static final String HTTP = "http";

  private TrafficFamilies() {}

  static List<Family> of(Sources sources, Shown<Traffic.Name> shown) {
    Family messages =
        Family.counter(
            "edgemq_accepted_messages_total",
            "Messages and HTTP records that were accepted.",
            "tenant",
            "endpoint",
            "protocol",
            "qos");
    Family bytes =
        Family.counter(
            "edgemq_accepted_bytes_total",
            "Their bytes, as they are in the log.",
            "tenant",
            "endpoint",
            "protocol");
    Family rejected =
        Family.counter(
            "edgemq_rejected_by_plan_total",
            "Messages to forbidden topics, requests over the rate, connections over the limit.",
            "tenant",
            "endpoint",
            "reason");
    sources
        .measures()
        .traffic()
        .all()
        .forEach((name, of) -> {
          Traffic.Name as = shown.as(name);
          String tenant = as.tenant();
          String endpoint = as.endpoint();
          messages
              .add(of.qos0(), tenant, endpoint, MQTT, "0")
              .add(of.qos1(), tenant, endpoint, MQTT, "1")
              .add(of.httpRecords(), tenant, endpoint, HTTP, "");
          bytes
              .add(of.mqttBytes(), tenant, endpoint, MQTT)
              .add(of.httpBytes(), tenant, endpoint, HTTP);
          rejected
              .add(of.forbiddenTopics(), tenant, endpoint, "topic")
              .add(of.rejectedForRate(), tenant, endpoint, "rate")
              .add(of.rejectedConnections(), tenant, endpoint, "connections");
        });
    return List.of(messages, bytes, rejected, acks(sources.measures().mqtt()));
  }

  private static Family acks(MqttMeasures mqtt) {
    return Family.histogram(
            "edgemq_puback_seconds",
            "Time from reading a PUBLISH to handing its PUBACK to the socket.",
            "level")
        .add(mqtt.durableAcks(), NANOS, "durable")
        .add(mqtt.committedAcks(), NANOS, "committed");
  }
}
