package io.edgemq.ingest.websocket;

import io.edgemq.storage.measure.ReasonCounts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.SecWebSocketProtocol;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/// The handshake of MQTT over WebSocket (RFC 6455, section 4.2; MQTT section 6.0), for requests to
/// a path of MQTT. What it accepts becomes a WebSocket on an [UpgradableHttp].
///
/// Safe for any number of threads. Requests are answered by their heads alone: what else of them
/// may come is the caller's to read or to discard.
public final class MqttUpgrade {
  /// MQTT-6.0.0-3, -4; letter by letter.
  static final String SUBPROTOCOL = "mqtt";

  static final AttributeKey<Session> SESSION =
      AttributeKey.create("edgemq-websocket-session", Session.class);

  /// What the connection becomes.
  record Session(Flow<ByteString, ByteString, NotUsed> bytes) {}

  private static final ContentType.NonBinary PROBLEM_JSON =
      MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8).toContentType();
  private static final String VERSION = "13";
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String WEBSOCKET = "websocket";
  private static final String PURPOSE = "this path speaks the subprotocol mqtt over WebSocket";

  private final Set<String> allowedOrigins;
  private final WebSocketLayer layer;
  private final ReasonCounts<UpgradeRefusal> refusals;

  /// A handshake by these settings.
  public MqttUpgrade(WebSocketSettings settings) {
    this(settings, new ReasonCounts<>(UpgradeRefusal.class));
  }

  /// @param refusals counted there
  public MqttUpgrade(WebSocketSettings settings, ReasonCounts<UpgradeRefusal> refusals) {
    this.refusals = refusals;
    allowedOrigins = settings.allowedOrigins();
    layer = new WebSocketLayer(settings.messageBytesMax(), settings.closeWithin());
  }

  /// The answer to a request that cannot become a WebSocket with MQTT, with a problem (RFC 9457) as
  /// its content: 426 without an upgrade or with another version, 403 for the origin, 400 for a
  /// handshake that is malformed or does not offer the subprotocol. Nothing if all is well.
  public Optional<HttpResponse> refusal(HttpRequest request) {
    Optional<UpgradeRefusal> reason = reason(request);
    reason.ifPresent(refusals::count);
    return reason.map(MqttUpgrade::answer);
  }

  private Optional<UpgradeRefusal> reason(HttpRequest request) {
    if (!isForWebSocket(request)) {
      return Optional.of(UpgradeRefusal.NO_WEBSOCKET);
    }
    if (request.getAttribute(AttributeKeys.webSocketUpgrade).isEmpty()) {
      return Optional.of(
          hasVersion(request) ? UpgradeRefusal.MALFORMED : UpgradeRefusal.OTHER_VERSION);
    }
    if (!isAllowedOrigin(request)) {
      return Optional.of(UpgradeRefusal.ORIGIN);
    }
    return offered(request).noneMatch(SUBPROTOCOL::equals)
        ? Optional.of(UpgradeRefusal.NO_SUBPROTOCOL)
        : Optional.empty();
  }

  private static HttpResponse answer(UpgradeRefusal reason) {
    return switch (reason) {
      case NO_WEBSOCKET ->
          problem(
                  StatusCodes.UPGRADE_REQUIRED,
                  PURPOSE + "; open it with a WebSocket client, not with a plain HTTP request")
              .addHeader(Connection.create("Upgrade"))
              .addHeader(RawHeader.create("Upgrade", WEBSOCKET));
      case OTHER_VERSION -> otherVersion();
      case MALFORMED -> malformed();
      case ORIGIN ->
          problem(StatusCodes.FORBIDDEN, "the Origin of the request is not in the allow-list");
      case NO_SUBPROTOCOL ->
          problem(
              StatusCodes.BAD_REQUEST,
              PURPOSE + "; Sec-WebSocket-Protocol must offer mqtt, in lower case");
    };
  }

  /// The answer to a request for which there is no [#refusal].
  ///
  /// @param session takes the bytes of MQTT and gives those for the client; it is run once the
  ///   answer has gone out, or never if the connection is lost before
  public HttpResponse accept(HttpRequest request, Flow<ByteString, ByteString, NotUsed> session) {
    String key = header(request, "Sec-WebSocket-Key").orElseThrow();
    return HttpResponse.create()
        .withStatus(StatusCodes.SWITCHING_PROTOCOLS)
        .addHeader(RawHeader.create("Upgrade", WEBSOCKET))
        .addHeader(Connection.create("Upgrade"))
        .addHeader(RawHeader.create("Sec-WebSocket-Accept", acceptOf(key)))
        .addHeader(SecWebSocketProtocol.create(SUBPROTOCOL))
        .addAttribute(SESSION, new Session(session.join(layer)));
  }

  private static boolean isForWebSocket(HttpRequest request) {
    return header(request, "Upgrade").stream()
        .flatMap(it -> Arrays.stream(it.split(",", -1)))
        .anyMatch(it -> it.strip().toLowerCase(Locale.ROOT).equals(WEBSOCKET));
  }

  private static boolean hasVersion(HttpRequest request) {
    return header(request, "Sec-WebSocket-Version").filter(VERSION::equals).isPresent();
  }

  private boolean isAllowedOrigin(HttpRequest request) {
    return allowedOrigins.isEmpty()
        || header(request, "Origin").map(allowedOrigins::contains).orElse(true);
  }

  private static Stream<String> offered(HttpRequest request) {
    return StreamSupport.stream(request.getHeaders().spliterator(), false)
        .filter(SecWebSocketProtocol.class::isInstance)
        .map(SecWebSocketProtocol.class::cast)
        .flatMap(it -> StreamSupport.stream(it.getProtocols().spliterator(), false));
  }

  private static Optional<String> header(HttpRequest request, String name) {
    return request.getHeader(name).map(HttpHeader::value);
  }

  private static HttpResponse malformed() {
    return problem(
        StatusCodes.BAD_REQUEST,
        "malformed WebSocket handshake: it needs GET, Connection: Upgrade, and a"
            + " Sec-WebSocket-Key of 16 bytes in base64");
  }

  private static HttpResponse otherVersion() {
    return problem(StatusCodes.UPGRADE_REQUIRED, "Sec-WebSocket-Version must be " + VERSION)
        .addHeader(Connection.create("Upgrade"))
        .addHeader(RawHeader.create("Upgrade", WEBSOCKET))
        .addHeader(RawHeader.create("Sec-WebSocket-Version", VERSION));
  }

  /// @param detail without anything that JSON would have escaped
  private static HttpResponse problem(StatusCode status, String detail) {
    String json =
        "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
            .formatted(status.reason(), status.intValue(), detail);
    return HttpResponse.create()
        .withStatus(status)
        .withEntity(HttpEntities.create(PROBLEM_JSON, json));
  }

  /// Section 4.2.2, 5.4.
  private static String acceptOf(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-1", missing);
    }
  }
}
