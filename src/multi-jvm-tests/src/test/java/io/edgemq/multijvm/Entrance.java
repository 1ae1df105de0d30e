package io.edgemq.multijvm;

/// Where a client reaches a node.
///
/// @param authority that a client has to trust where it is TLS
record Entrance(Way way, int port, TestAuthority authority) {
  /// As a URI, which for WebSocket is of scheme `ws` or `wss`.
  ///
  /// @param tcp scheme that the client has for TCP
  /// @param tls scheme that the client has for TLS
  String uri(String tcp, String tls) {
    String address = "://" + NodeProcess.HOST + ":" + port;
    return switch (way) {
      case TCP -> tcp + address;
      case TLS -> tls + address;
      case WS -> "ws" + address + "/mqtt";
      case WSS -> "wss" + address + "/mqtt";
    };
  }
}
