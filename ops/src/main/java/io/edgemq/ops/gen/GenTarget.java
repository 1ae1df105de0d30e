package io.edgemq.ops.gen;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Where messages are sent, as a URL says it.
///
/// @param host name or address, an IPv6 one without its brackets
/// @param path of HTTP and WebSocket, with a leading `/`; empty for MQTT over TCP
public record GenTarget(Scheme scheme, String host, int port, String path) {
  /// What URLs begin with.
  public enum Scheme {
    MQTT(1883, ""),
    MQTTS(8883, ""),
    WS(80, "/mqtt"),
    WSS(443, "/mqtt"),
    HTTP(80, "/ingest"),
    HTTPS(443, "/ingest");

    private final int port;
    private final String path;

    Scheme(int port, String path) {
      this.port = port;
      this.path = path;
    }

    /// As it stands in URLs.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Whether what is sent is encrypted.
    public boolean isTls() {
      return this == MQTTS || this == WSS || this == HTTPS;
    }

    /// Whether MQTT is carried by WebSocket.
    public boolean isWebSocket() {
      return this == WS || this == WSS;
    }

    /// Whether requests are sent, and not MQTT.
    public boolean isHttp() {
      return this == HTTP || this == HTTPS;
    }
  }

  private static final int PORT_MAX = 65_535;

  /// The target that a URL names: its path and port may be missing.
  ///
  /// @param allowed what it may begin with
  /// @throws IllegalArgumentException saying what is allowed
  public static GenTarget of(String url, List<Scheme> allowed) {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException _) {
      throw wrong(url, allowed);
    }
    Scheme scheme =
        Arrays.stream(Scheme.values())
            .filter(it -> allowed.contains(it) && it.label().equalsIgnoreCase(uri.getScheme()))
            .findFirst()
            .orElseThrow(() -> wrong(url, allowed));
    String path = uri.getRawPath() == null || uri.getRawPath().equals("/") ? "" : uri.getRawPath();
    boolean isWhole =
        uri.getHost() != null
            && uri.getPort() <= PORT_MAX
            && uri.getPort() != 0
            && uri.getRawUserInfo() == null
            && uri.getRawQuery() == null
            && uri.getRawFragment() == null
            && (path.isEmpty() || !scheme.path.isEmpty());
    if (!isWhole) {
      throw wrong(url, allowed);
    }
    return new GenTarget(
        scheme,
        uri.getHost().replaceAll("[\\[\\]]", ""),
        uri.getPort() < 0 ? scheme.port : uri.getPort(),
        path.isEmpty() ? scheme.path : path);
  }

  private static IllegalArgumentException wrong(String url, List<Scheme> allowed) {
    return new IllegalArgumentException(
        "'%s' is no URL to send to; allowed: %s"
            .formatted(
                url,
                allowed.stream()
                    .map(it ->
                        it.label()
                            + "://HOST:PORT"
                            + (it.path.isEmpty() ? "" : "[" + it.path + "]"))
                    .collect(Collectors.joining(", "))));
  }

  /// Whether it is this machine, so that nobody else hears what is sent. False for names that are
  /// not known.
  public boolean isLoopback() {
    try {
      return Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
    } catch (UnknownHostException _) {
      return false;
    }
  }

  /// The URL, complete.
  @Override
  public String toString() {
    String shown = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return "%s://%s:%d%s".formatted(scheme.label(), shown, port, path);
  }
}
