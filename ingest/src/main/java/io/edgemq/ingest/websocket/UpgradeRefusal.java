package io.edgemq.ingest.websocket;

import java.util.Locale;

/// Why a request to a path of MQTT does not become a WebSocket.
public enum UpgradeRefusal {
  /// It asks for none.
  NO_WEBSOCKET,
  /// It asks for another version than 13.
  OTHER_VERSION,
  /// It is no handshake of RFC 6455.
  MALFORMED,
  /// Its page is not among those that may connect.
  ORIGIN,
  /// It does not offer `mqtt`.
  NO_SUBPROTOCOL;

  /// The value of the metric label.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
