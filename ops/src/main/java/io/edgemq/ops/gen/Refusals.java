package io.edgemq.ops.gen;

import io.edgemq.ops.load.LoadReport;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the codes of refusals mean, as labels.
final class Refusals {
  /// Reason codes of MQTT 5.0, section 2.4.
  private static final Map<Integer, String> MQTT =
      Map.ofEntries(
          Map.entry(0x80, "unspecified_error"),
          Map.entry(0x81, "malformed_packet"),
          Map.entry(0x82, "protocol_error"),
          Map.entry(0x83, "implementation_specific_error"),
          Map.entry(0x84, "unsupported_protocol_version"),
          Map.entry(0x85, "client_identifier_not_valid"),
          Map.entry(0x86, "bad_user_name_or_password"),
          Map.entry(0x87, "not_authorized"),
          Map.entry(0x88, "server_unavailable"),
          Map.entry(0x89, "server_busy"),
          Map.entry(0x8A, "banned"),
          Map.entry(0x8B, "server_shutting_down"),
          Map.entry(0x8D, "keep_alive_timeout"),
          Map.entry(0x8E, "session_taken_over"),
          Map.entry(0x90, "topic_name_invalid"),
          Map.entry(0x93, "receive_maximum_exceeded"),
          Map.entry(0x95, "packet_too_large"),
          Map.entry(0x96, "message_rate_too_high"),
          Map.entry(0x97, "quota_exceeded"),
          Map.entry(0x98, "administrative_action"),
          Map.entry(0x99, "payload_format_invalid"),
          Map.entry(0x9B, "qos_not_supported"),
          Map.entry(0x9C, "use_another_server"),
          Map.entry(0x9D, "server_moved"),
          Map.entry(0x9F, "connection_rate_exceeded"));

  private static final int MQTT_LAST = 0xFF;

  private Refusals() {}

  /// How often there was which refusal, by a label: `not_authorized`, `http_401`.
  static SortedMap<String, Integer> of(LoadReport report) {
    var labelled = new TreeMap<String, Integer>();
    report.refused().forEach((code, count) -> labelled.merge(label(code), count, Integer::sum));
    return labelled;
  }

  private static String label(int code) {
    return code > MQTT_LAST
        ? "http_" + code
        : MQTT.getOrDefault(code, "mqtt_0x%02x".formatted(code));
  }
}
