package io.edgemq.multijvm;

/// How MQTT reaches a node.
enum Way {
  TCP("mqtt"),
  TLS("mqtts"),
  WS("http"),
  WSS("https");

  private final String service;

  Way(String service) {
    this.service = service;
  }

  /// What the node's settings and its ready line call the port.
  String service() {
    return service;
  }

  boolean isTls() {
    return this == TLS || this == WSS;
  }

  boolean isWebSocket() {
    return this == WS || this == WSS;
  }
}
