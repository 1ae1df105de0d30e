package io.edgemq.ops.load;

/// Makes the layers of a thread's connections, which share their buffers. Owned by that thread.
final class Layers {
  private final LoadPlan plan;
  private final TlsWire.Shared tls;
  private final WebSocketWire.Shared webSocket;

  Layers(LoadPlan plan) {
    this.plan = plan;
    boolean hasTls = plan.transport().tls().isPresent();
    tls = new TlsWire.Shared(hasTls ? TlsWire.BUFFER_BYTES : 0);
    boolean hasWebSocket = plan.transport().webSocketPath().isPresent();
    webSocket = new WebSocketWire.Shared(hasWebSocket ? WebSocketWire.BUFFER_BYTES : 0);
  }

  /// What a plan wants to have on a socket that is to be connected.
  Wire over(SocketWire socket, int port) {
    LoadTransport transport = plan.transport();
    Wire wire = socket;
    if (transport.tls().isPresent()) {
      wire = new TlsWire(wire, transport.tls().get().engine(plan.host(), port), tls);
    }
    if (transport.webSocketPath().isPresent()) {
      String path = transport.webSocketPath().get();
      wire = new WebSocketWire(wire, path, authority(plan.host(), port), webSocket);
    }
    return wire;
  }

  /// A server as the field `Host` names it (RFC 9110, section 7.2).
  static String authority(String host, int port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
