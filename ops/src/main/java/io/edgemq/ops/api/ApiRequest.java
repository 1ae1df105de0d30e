package io.edgemq.ops.api;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request with all of its body. Immutable, as long as nobody changes the body.
public final class ApiRequest {
  private final @Nullable Caller caller;
  private final Optional<InetAddress> address;
  private final Map<String, String> path;
  private final Map<String, String> query;
  private final Map<String, String> headers;
  private final byte[] body;

  /// @param caller null where the route is public
  /// @param path what the names in the path stand for
  /// @param query the last value of each name
  /// @param headers by names in lower case
  ApiRequest(
      @Nullable Caller caller,
      Optional<InetAddress> address,
      Map<String, String> path,
      Map<String, String> query,
      Map<String, String> headers,
      byte[] body) {
    this.caller = caller;
    this.address = address;
    this.path = Map.copyOf(path);
    this.query = Map.copyOf(query);
    this.headers = Map.copyOf(headers);
    this.body = body;
  }

  /// Who asks; not for public routes, where nobody knows.
  public Caller caller() {
    return Objects.requireNonNull(caller, "the route is public");
  }

  /// Where the request comes from, if that is known.
  public Optional<InetAddress> address() {
    return address;
  }

  /// What a name in the path stands for.
  public String path(String name) {
    return Objects.requireNonNull(path.get(name), name);
  }

  /// A parameter of the query.
  public Optional<String> query(String name) {
    return Optional.ofNullable(query.get(name));
  }

  /// The value of a header.
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }

  /// The body; not to be changed.
  public byte[] body() {
    return body;
  }
}
