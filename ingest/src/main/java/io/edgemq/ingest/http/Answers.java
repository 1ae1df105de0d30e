package io.edgemq.ingest.http;

import io.edgemq.ingest.http.body.BodyOutcome.Frames;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.SegmentId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/// What is answered (docs/http.md). Errors are problems of RFC 9457 with a member `code`.
final class Answers {
  /// After which a refused request may be sent again, where nothing else is known.
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /// RFC 9457, section 3.
  static final ContentType PROBLEM =
      MediaTypes.applicationWithFixedCharset("problem+json", HttpCharsets.UTF_8).toContentType();

  private static final HttpHeader CHALLENGE =
      RawHeader.create("WWW-Authenticate", "Bearer realm=\"edgemq\"");
  private static final HttpHeader ALLOW = RawHeader.create("Allow", "POST, OPTIONS");
  private static final HttpHeader CLOSE = Connection.create("close");

  private Answers() {}

  /// All frames are durable, or committed where that was asked for.
  static HttpResponse accepted(Frames frames, LogPosition position) {
    SegmentId segment = position.segment();
    // Names need no escapes: see Names. An instance is one too.
    var json = new StringBuilder(192);
    json.append("{\"accepted\":").append(frames.count());
    json.append(",\"bytes\":").append(frames.payloadBytes());
    json.append(",\"tenant\":\"").append(segment.wal().tenant());
    json.append("\",\"endpoint\":\"").append(segment.wal().endpoint());
    json.append("\",\"instance\":\"").append(segment.instance());
    json.append('"');
    if (segment.wal().partition() != 0) {
      json.append(",\"partition\":").append(segment.wal().partition());
    }
    json.append(",\"epoch\":").append(segment.epoch());
    json.append(",\"segment\":").append(segment.segment());
    json.append(",\"offset\":").append(position.offset()).append('}');
    return HttpResponse.create()
        .withStatus(StatusCodes.ACCEPTED)
        .withEntity(
            HttpEntities.create(
                ContentTypes.APPLICATION_JSON,
                json.toString().getBytes(StandardCharsets.US_ASCII)));
  }

  /// A refusal that says what there is to say about its reason.
  static HttpResponse refused(HttpRefusal reason) {
    return refused(reason, reason.advice());
  }

  /// A refusal.
  ///
  /// @param detail what is wrong and what to do
  static HttpResponse refused(HttpRefusal reason, String detail) {
    return refused(reason, detail, RETRY_AFTER);
  }

  /// A refusal.
  ///
  /// @param retryAfter told where the same request may be taken later, in whole seconds
  static HttpResponse refused(HttpRefusal reason, String detail, Duration retryAfter) {
    List<HttpHeader> headers = new ArrayList<>(2);
    if (reason.isTemporary()) {
      headers.add(RawHeader.create("Retry-After", Long.toString(wholeSeconds(retryAfter))));
    }
    if (reason.status() == 401) {
      headers.add(CHALLENGE);
    }
    if (reason == HttpRefusal.METHOD_NOT_ALLOWED) {
      headers.add(ALLOW);
    }
    StatusCode status = StatusCodes.get(reason.status());
    String json = problem(status.intValue(), status.reason(), reason.code(), detail);
    return HttpResponse.create()
        .withStatus(status)
        .addHeaders(headers)
        .withEntity(HttpEntities.create(PROBLEM, json.getBytes(StandardCharsets.UTF_8)));
  }

  private static long wholeSeconds(Duration time) {
    return time.plus(Duration.ofSeconds(1)).minusNanos(1).toSeconds();
  }

  /// To `OPTIONS`.
  static HttpResponse options() {
    return HttpResponse.create().withStatus(StatusCodes.NO_CONTENT).addHeader(ALLOW);
  }

  /// The same, as the last one of its connection.
  static HttpResponse last(HttpResponse response) {
    return response.addHeader(CLOSE);
  }

  /// A problem document.
  static String problem(int status, String title, String code, String detail) {
    return "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"code\":\"%s\",\"detail\":\"%s\"}"
        .formatted(title, status, code, escaped(detail));
  }

  private static String escaped(String text) {
    var json = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.toString();
  }
}
