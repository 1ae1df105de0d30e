package io.edgemq.ingest.transport;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

/// Where a connection comes from and whom it asked for, as far as its transport knows. The layers
/// of a transport write it, one at a time, before the first byte of the protocol above them
/// arrives; the protocol reads it after. Any thread.
public final class ClientOrigin {
  private volatile InetSocketAddress address;
  private volatile List<String> hosts = List.of();
  private volatile String via = "";

  /// @param address of the socket's other side
  public ClientOrigin(InetSocketAddress address) {
    this.address = address;
  }

  /// Of the client, or of what stands in front of it and does not tell.
  public InetSocketAddress address() {
    return address;
  }

  /// Notes the client's own address, as a load balancer tells it.
  public void address(InetSocketAddress told) {
    address = told;
  }

  /// What the client came in by, for operators; empty: nobody has said.
  public String via() {
    return via;
  }

  /// Notes what the client came in by.
  public void via(String transport) {
    via = transport;
  }

  /// The host names that the client asked for below the protocol (SNI), in no order.
  public List<String> hosts() {
    return hosts;
  }

  /// Notes a host name that the client asked for.
  public void host(String asked) {
    hosts = Stream.concat(hosts.stream(), Stream.of(asked)).toList();
  }
}
