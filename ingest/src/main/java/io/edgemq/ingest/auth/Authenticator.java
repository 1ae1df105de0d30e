package io.edgemq.ingest.auth;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.Endpoint;
import io.edgemq.cluster.directory.Scope;
import io.edgemq.cluster.directory.SecretHash;
import io.edgemq.ingest.auth.Authentication.Denial;
import io.edgemq.storage.measure.ReasonCounts;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Says which endpoint a key may publish to. The key is compared as whole bytes, through its
/// SHA-256. Wrong keys are limited by address (decision 0021); a good key is good wherever it comes
/// from, so that nobody locks out his neighbours. Any thread; never blocks.
public final class Authenticator {
  private final Supplier<Directory> directory;
  private final InstantSource clock;
  private final FailedAttempts attempts;
  private final ReasonCounts<Denial> denials = new ReasonCounts<>(Denial.class);

  /// @param directory as it is at the moment
  /// @param clock for keys that expire
  /// @param limits of wrong keys
  public Authenticator(Supplier<Directory> directory, InstantSource clock, AttemptLimits limits) {
    this.directory = directory;
    this.clock = clock;
    attempts = new FailedAttempts(limits, System::nanoTime);
  }

  /// Checks the key that a client sent and finds the endpoint that it is for.
  ///
  /// The path names an endpoint of the key's tenant, or the key is denied. A host names the
  /// endpoint that its first label is the name of, if the tenant has one:
  /// `plant.ingest.example.com` names `plant`, and `mqtt.example.com` mostly nothing. A key may be
  /// bound to an endpoint. All that name one must name the same; if nothing does, it is the
  /// tenant's only one.
  ///
  /// The key comes first: without one that may publish, nothing is found out about endpoints.
  ///
  /// @param key its bytes, null if it sent none
  /// @param names what its transport names
  /// @param address where it comes from; null if that is not known
  public Authentication check(
      byte @Nullable [] key, EndpointNames names, @Nullable InetAddress address) {
    Authentication checked = checked(key, names, address);
    if (checked instanceof Authentication.Denied denied) {
      denials.count(denied.reason());
    }
    return checked;
  }

  private Authentication checked(
      byte @Nullable [] key, EndpointNames names, @Nullable InetAddress address) {
    Directory now = directory.get();
    return switch (identify(now, key, address)) {
      case Identity.Unknown(Authentication.Denied why) -> why;
      case Identity.Known(ApiKey known) ->
          known.scopes().contains(Scope.INGEST)
              ? checkNames(now, known, names)
              : new Authentication.Denied(Denial.NO_INGEST_SCOPE);
    };
  }

  /// Checks that came to nothing since the start, by why.
  public ReasonCounts<Denial> denials() {
    return denials;
  }

  /// Whose key it is, whatever it may be used for.
  ///
  /// @param key its bytes, null if none was sent
  /// @param address where it comes from; null if that is not known
  public Identity identify(byte @Nullable [] key, @Nullable InetAddress address) {
    Identity identity = identify(directory.get(), key, address);
    if (identity instanceof Identity.Unknown(Authentication.Denied why)) {
      denials.count(why.reason());
    }
    return identity;
  }

  private Identity identify(Directory now, byte @Nullable [] key, @Nullable InetAddress address) {
    if (key == null || key.length == 0) {
      return new Identity.Unknown(new Authentication.Denied(Denial.NO_KEY));
    }
    Optional<ApiKey> known =
        key.length > ApiKey.BYTES_MAX ? Optional.empty() : now.key(SecretHash.of(key));
    if (known.isEmpty()) {
      return new Identity.Unknown(
          now.isComplete()
              ? wrongKey(Denial.UNKNOWN_KEY, address)
              : new Authentication.Denied(Denial.KEYS_NOT_READ));
    }
    return known.get().isExpired(clock.instant())
        ? new Identity.Unknown(wrongKey(Denial.EXPIRED_KEY, address))
        : new Identity.Known(known.get());
  }

  private static Authentication checkNames(Directory now, ApiKey key, EndpointNames names) {
    Authentication checked = checkEndpoint(now, key, names);
    return checked instanceof Authentication.Denied && !now.isComplete()
        ? new Authentication.Denied(Denial.KEYS_NOT_READ) // nor the endpoints
        : checked;
  }

  /// Whether a key that was good for an endpoint still is: neither revoked nor expired, and the
  /// endpoint not removed.
  ///
  /// @param endpoint name of one of the key's tenant
  public boolean isGood(ApiKey key, String endpoint) {
    Directory now = directory.get();
    return now.key(key.secret()).filter(key::equals).isPresent()
        && now.endpoint(key.tenant(), endpoint).isPresent()
        && !key.isExpired(clock.instant());
  }

  private Authentication.Denied wrongKey(Denial reason, @Nullable InetAddress address) {
    Optional<Duration> delay =
        address == null ? Optional.of(Duration.ZERO) : attempts.next(address);
    return delay
        .map(it -> new Authentication.Denied(reason, it))
        .orElseGet(() -> new Authentication.Denied(Denial.TOO_MANY_ATTEMPTS));
  }

  private static Authentication checkEndpoint(
      Directory directory, ApiKey key, EndpointNames names) {
    var named = new HashSet<Endpoint>();
    if (names.path() != null) {
      Optional<Endpoint> ofPath = directory.endpoint(key.tenant(), names.path());
      if (ofPath.isEmpty()) {
        return new Authentication.Denied(Denial.UNKNOWN_ENDPOINT);
      }
      named.add(ofPath.get());
    }
    for (String label : names.hostLabels()) {
      directory.endpoint(key.tenant(), label).ifPresent(named::add);
    }
    key.endpoint()
        .map(it -> directory.endpoint(key.tenant(), it).orElseThrow()) // every directory has it
        .ifPresent(named::add);
    return switch (named.size()) {
      case 0 -> onlyEndpoint(directory, key);
      case 1 -> new Authentication.Granted(key, named.iterator().next());
      default -> new Authentication.Denied(Denial.ENDPOINT_DISAGREES);
    };
  }

  private static Authentication onlyEndpoint(Directory directory, ApiKey key) {
    List<Endpoint> all = directory.endpoints(key.tenant());
    return switch (all.size()) {
      case 0 -> new Authentication.Denied(Denial.NO_ENDPOINT);
      case 1 -> new Authentication.Granted(key, all.getFirst());
      default -> new Authentication.Denied(Denial.ENDPOINT_NOT_NAMED);
    };
  }
}
