package io.edgemq.ops.metrics;

import io.edgemq.ingest.connection.MqttMeasures;
import io.edgemq.ingest.http.HttpMeasures;
import io.edgemq.ingest.tls.TlsContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Who comes, by what, and who is turned away.
final class ConnectionFamilies {
  private static final double NANOS = 1e-9;

  private ConnectionFamilies() {}

  static List<Family> of(Sources sources) {
    NodeMeasures measures = sources.measures();
    return List.of(
        mqttOpen(measures.mqtt()),
        Family.counter("edgemq_mqtt_connections_opened_total", "MQTT connections that came.")
            .add(measures.mqtt().opened().sum()),
        mqttClosed(measures),
        mqttRefused(measures.mqtt()),
        clients(measures),
        Family.gauge("edgemq_http_connections", "HTTP connections that are open.")
            .add(sources.httpConnections().count()),
        httpRequests(measures.http()),
        httpRefusals(measures.http()),
        Family.histogram(
                "edgemq_http_request_seconds", "Time from the head of a request to its answer.")
            .add(measures.http().times(), NANOS),
        webSocketRefusals(measures.http()),
        handshakes(measures),
        certificates(measures, sources.clock().instant()),
        proxyFaults(measures),
        keys(sources));
  }

  private static Family mqttOpen(MqttMeasures mqtt) {
    long ended = mqtt.ended().sum(); // first, so that the difference is not negative
    return Family.gauge("edgemq_mqtt_connections", "MQTT connections that are open.")
        .add(mqtt.opened().sum() - ended);
  }

  private static Family mqttClosed(NodeMeasures measures) {
    Family family =
        Family.counter(
            "edgemq_mqtt_connections_closed_total", "MQTT connections that ended.", "reason");
    measures.closes().all().forEach((reason, count) -> family.add(count, reason.label()));
    return family;
  }

  private static Family mqttRefused(MqttMeasures mqtt) {
    Family family =
        Family.counter(
            "edgemq_mqtt_connections_refused_total",
            "MQTT connections that were turned away at CONNECT.",
            "reason");
    mqtt.refused().snapshot().forEach((reason, count) -> family.add(count, reason.label()));
    return family;
  }

  private static Family clients(NodeMeasures measures) {
    Family family =
        Family.counter("edgemq_tcp_connections_total", "TCP connections that came.", "service");
    measures.clients().all().forEach((service, count) -> family.add(count, service.label()));
    return family;
  }

  private static Family httpRequests(HttpMeasures http) {
    Family family =
        Family.counter("edgemq_http_requests_total", "HTTP requests that were answered.", "status");
    http.statuses().all().forEach((status, count) -> family.add(count, status.label()));
    return family;
  }

  private static Family httpRefusals(HttpMeasures http) {
    Family family =
        Family.counter(
            "edgemq_http_refusals_total",
            "HTTP requests and connections that came to nothing.",
            "reason");
    http.refusals().all().forEach((reason, count) -> family.add(count, reason.code()));
    return family;
  }

  private static Family webSocketRefusals(HttpMeasures http) {
    Family family =
        Family.counter(
            "edgemq_websocket_refusals_total",
            "Requests for MQTT over WebSocket that did not become one.",
            "reason");
    http.upgrades().all().forEach((reason, count) -> family.add(count, reason.label()));
    return family;
  }

  private static Family handshakes(NodeMeasures measures) {
    Family family =
        Family.counter(
            "edgemq_tls_handshakes_total", "TLS handshakes that ended.", "service", "result");
    measures
        .tls()
        .forEach((service, context) ->
            context.handshakes().forEach((end, count) -> family.add(count, service, label(end))));
    return family;
  }

  private static Family certificates(NodeMeasures measures, Instant now) {
    Family family =
        Family.gauge(
            "edgemq_tls_certificate_left_seconds",
            "Time until the certificate expires; below 0: it has.",
            "service",
            "file");
    measures
        .tls()
        .forEach((service, context) -> {
          for (TlsContext.Expiry expiry : context.expiries()) {
            family.worst(
                Duration.between(now, expiry.expiresAt()).toMillis() / 1e3,
                service,
                String.valueOf(expiry.file()));
          }
        });
    return family;
  }

  private static Family proxyFaults(NodeMeasures measures) {
    Family family =
        Family.counter(
            "edgemq_proxy_faults_total",
            "Connections that ended for their PROXY header.",
            "reason");
    measures.proxyFaults().all().forEach((fault, count) -> family.add(count, label(fault)));
    return family;
  }

  private static Family keys(Sources sources) {
    Family family =
        Family.counter(
            "edgemq_keys_denied_total", "API keys that were not good, by why.", "reason");
    sources.authenticator().denials().all().forEach((why, count) -> family.add(count, label(why)));
    return family;
  }

  static String label(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
