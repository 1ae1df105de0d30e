package io.edgemq.ingest.auth;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the transport of a client names. A path always names an endpoint, a host does if its first
/// label is the name of one, see [Authenticator#check].
///
/// @param hosts the host names that the client used, without a port: SNI, the Host header, the
///   authority of a load balancer, as far as there are any
/// @param path the endpoint that the path names, as in `/e/<endpoint>/mqtt`; null if it names none
public record EndpointNames(List<String> hosts, @Nullable String path) {
  /// Of a transport that has neither.
  public static final EndpointNames NONE = new EndpointNames(List.of(), null);

  /// No top-level domain is a number, the last part of an IPv4 address always is (RFC 3696).
  private static final Pattern IPV4 = Pattern.compile(".*\\.[0-9]+");

  public EndpointNames {
    hosts = List.copyOf(hosts);
  }

  /// These, and hosts that were named elsewhere.
  public EndpointNames and(List<String> more) {
    return more.isEmpty()
        ? this
        : new EndpointNames(Stream.concat(hosts.stream(), more.stream()).toList(), path);
  }

  /// The labels of the hosts that may be names of endpoints, in lower case. A host of a single
  /// label, such as `localhost`, and an IP address have none.
  List<String> hostLabels() {
    return hosts.stream()
        .map(EndpointNames::withoutRoot)
        .filter(host -> host.indexOf('.') > 0)
        .filter(host -> host.indexOf(':') < 0 && !IPV4.matcher(host).matches())
        .map(host -> host.substring(0, host.indexOf('.')).toLowerCase(Locale.ROOT))
        .toList();
  }

  /// `plant.example.com.` is `plant.example.com` (RFC 1034, section 3.1).
  private static String withoutRoot(String host) {
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }
}
