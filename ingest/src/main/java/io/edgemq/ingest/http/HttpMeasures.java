package io.edgemq.ingest.http;

import io.edgemq.ingest.measure.Traffic;
import io.edgemq.ingest.websocket.UpgradeRefusal;
import io.edgemq.storage.measure.Distribution;
import io.edgemq.storage.measure.ReasonCounts;

/// What the HTTP ports of a node have done since it started. Any thread.
///
/// @param traffic what was published
/// @param statuses answers to requests
/// @param times nanoseconds from the head of a request to its answer
/// @param refusals requests and connections that came to nothing, by why
/// @param upgrades requests that were to become a WebSocket and could not, by why
public record HttpMeasures(
    Traffic traffic,
    ReasonCounts<StatusClass> statuses,
    Distribution times,
    ReasonCounts<HttpRefusal> refusals,
    ReasonCounts<UpgradeRefusal> upgrades) {
  /// What an answer is, by its first digit (RFC 9110, section 15).
  public enum StatusClass {
    INFORMATIONAL("1xx"),
    SUCCESSFUL("2xx"),
    REDIRECTION("3xx"),
    CLIENT_ERROR("4xx"),
    SERVER_ERROR("5xx");

    private final String label;

    StatusClass(String label) {
      this.label = label;
    }

    /// The value of the metric label.
    public String label() {
      return label;
    }

    static StatusClass of(int status) {
      return switch (status / 100) {
        case 1 -> INFORMATIONAL;
        case 2 -> SUCCESSFUL;
        case 3 -> REDIRECTION;
        case 4 -> CLIENT_ERROR;
        default -> SERVER_ERROR;
      };
    }
  }

  /// @param traffic shared with other protocols
  public HttpMeasures(Traffic traffic) {
    this(
        traffic,
        new ReasonCounts<>(StatusClass.class),
        Distribution.ofTimes(),
        new ReasonCounts<>(HttpRefusal.class),
        new ReasonCounts<>(UpgradeRefusal.class));
  }
}
