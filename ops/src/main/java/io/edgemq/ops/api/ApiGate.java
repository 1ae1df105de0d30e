package io.edgemq.ops.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.cluster.directory.ApiKey;
import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.ingest.auth.Authenticator;
import io.edgemq.ingest.auth.Identity;
import io.edgemq.storage.wal.Names;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says of each request whether it may be made, from the table of routes alone. Without a good
/// token nobody finds out what paths there are. Plain; any thread, never blocks.
final class ApiGate {
  private static final Pattern BEARER =
      Pattern.compile("bearer +([^ ]+) *", Pattern.CASE_INSENSITIVE);
  private static final String KEY_BEGINNING = "ing_live_";
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;

  private final List<ApiRoute> routes;
  private final Tokens tokens;
  private final Authenticator authenticator;

  ApiGate(List<ApiRoute> routes, Tokens tokens, Authenticator authenticator) {
    this.routes = List.copyOf(routes);
    this.tokens = tokens;
    this.authenticator = authenticator;
  }

  /// What becomes of a request.
  sealed interface Decision {
    /// It is answered by this route.
    ///
    /// @param path what the names in its path stand for
    /// @param caller null if the route is public
    record Granted(ApiRoute route, Map<String, String> path, @Nullable Caller caller)
        implements Decision {}

    /// It is answered with this.
    record Refused(ApiAnswer answer) implements Decision {}
  }

  private record Match(ApiRoute route, Map<String, String> path) {}

  /// Decides.
  ///
  /// @param rawPath as it was sent
  /// @param authorization value of the header
  /// @param address where the request comes from; null if that is not known
  Decision decide(
      String method,
      String rawPath,
      Optional<String> authorization,
      @Nullable InetAddress address) {
    List<Match> there =
        routes.stream()
            .flatMap(it -> it.path().match(rawPath).map(found -> new Match(it, found)).stream())
            .toList();
    Optional<Match> match =
        there.stream().filter(it -> it.route().method().equals(method)).findFirst();
    if (match.isPresent() && match.get().route().access() == Access.PUBLIC) {
      return new Decision.Granted(match.get().route(), match.get().path(), null);
    }
    Optional<String> sent =
        authorization.map(BEARER::matcher).filter(Matcher::matches).map(it -> it.group(1));
    if (sent.isEmpty()) {
      return unauthorized("Send a token: Authorization: Bearer TOKEN.", "Bearer");
    }
    if (sent.get().startsWith(KEY_BEGINNING)) {
      return withKey(sent.get(), match, address);
    }
    return switch (tokens.check(sent.get())) {
      case Tokens.Checked.Bad(String why) -> unauthorized(why, "Bearer error=\"invalid_token\"");
      case Tokens.Checked.Good(Caller caller) ->
          match.map(it -> decide(it, caller)).orElseGet(() -> notThere(there));
    };
  }

  private Decision withKey(String key, Optional<Match> match, @Nullable InetAddress address) {
    if (match.isEmpty() || match.get().route().access() != Access.METRICS) {
      return unauthorized(
          "An API key is no token: exchange it with POST /v1/token/exchange.", "Bearer");
    }
    return switch (authenticator.identify(key.getBytes(UTF_8), address)) {
      case Identity.Known(ApiKey known) -> decide(match.get(), caller(known));
      case Identity.Unknown(var why) -> new Decision.Refused(KeyRefusal.of(why));
    };
  }

  private static Caller caller(ApiKey key) {
    return new Caller(new KeyName(key.tenant(), key.name()), key.scopes());
  }

  private static Decision decide(Match match, Caller caller) {
    Access access = match.route().access();
    if (access.scope().isPresent() && !caller.may(access.scope().get())) {
      return forbidden(access, "The token lacks the scope " + access.scope().get().label() + ".");
    }
    if (access.isOperators() && !caller.isOperator()) {
      return forbidden(access, "That is for the operator's keys.");
    }
    String tenant = match.path().get("tenant");
    return tenant == null || (caller.sees(tenant) && isPossible(tenant))
        ? new Decision.Granted(match.route(), match.path(), caller)
        : refused(NOT_FOUND, "There is no such tenant.");
  }

  /// It becomes part of keys of objects.
  private static boolean isPossible(String tenant) {
    return Names.isName(tenant) || tenant.equals(ApiKey.OPERATOR);
  }

  private static Decision notThere(List<Match> there) {
    if (there.isEmpty()) {
      return refused(NOT_FOUND, "There is no such path.");
    }
    String allowed =
        there.stream()
            .map(it -> it.route().method())
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .collect(Collectors.joining(", "));
    return new Decision.Refused(
        ApiAnswer.problem(NOT_ALLOWED, "Allowed there: " + allowed + ".", List.of())
            .with("Allow", allowed));
  }

  private static Decision unauthorized(String why, String challenge) {
    return new Decision.Refused(KeyRefusal.unauthorized(why, challenge));
  }

  private static Decision forbidden(Access access, String why) {
    String scope = access.scope().map(it -> " scope=\"" + it.label() + "\"").orElse("");
    return new Decision.Refused(
        ApiAnswer.problem(FORBIDDEN, why, List.of())
            .with("WWW-Authenticate", "Bearer error=\"insufficient_scope\"," + scope));
  }

  private static Decision refused(int status, String why) {
    return new Decision.Refused(ApiAnswer.problem(status, why, List.of()));
  }
}
