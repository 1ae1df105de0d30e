package io.edgemq.ingest.proxy;

import java.util.Locale;

/// Why a connection did not bring a header of the PROXY protocol that is taken. Each is also the
/// value of a metric label.
public enum ProxyFault {
  /// It begins with something else; most likely the client is not behind a load balancer.
  NO_SIGNATURE,
  /// It begins with a header of version 1, which is text; the load balancer has to send version 2.
  VERSION_1,
  /// A version other than 2 in the binary form.
  UNKNOWN_VERSION,
  /// A command other than LOCAL and PROXY.
  UNKNOWN_COMMAND,
  /// An address family or a transport protocol that the specification does not assign.
  UNKNOWN_PROTOCOL,
  /// The header is longer than the limit.
  TOO_LONG,
  /// The header is too short for the addresses it promises.
  CUT_ADDRESS,
  /// An extension (TLV) that runs over the end, a checksum that is not four bytes, or a checksum or
  /// authority that is there twice.
  MALFORMED_EXTENSION,
  /// The checksum is not that of the header.
  BAD_CHECKSUM,
  /// The header did not come in time.
  TIMEOUT,
  /// The connection ended before its first byte, as when a load balancer tries only whether the
  /// port is open.
  NO_BYTES,
  /// The connection ended within the header.
  ENDED_EARLY;

  private final String label = name().toLowerCase(Locale.ROOT);

  /// The value of the metric label.
  public String label() {
    return label;
  }
}
