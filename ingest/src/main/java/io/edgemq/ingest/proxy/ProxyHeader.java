package io.edgemq.ingest.proxy;

import java.net.InetSocketAddress;
import java.util.Optional;

/// What the header of a PROXY protocol connection says about the client behind the load balancer.
///
/// @param client the client's address and port; empty where the header names none and the socket's
///   own address holds: a health check (LOCAL), a client without an IP address, or a protocol that
///   is not TCP
/// @param authority the host name that the client asked for, such as the SNI of a TLS connection
///   that the load balancer ended: 1 to 255 printable ASCII characters, otherwise unchecked. Empty
///   if the header has none, or none of that form
public record ProxyHeader(Optional<InetSocketAddress> client, Optional<String> authority) {
  /// Says nothing: the connection is as it seems.
  static final ProxyHeader SILENT = new ProxyHeader(Optional.empty(), Optional.empty());
}
