package io.edgemq.ops.replay;

import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Frames as records of another endpoint over HTTP (docs/http.md): requests of about 1 MiB, each
/// sent when the one before was answered with 202, so that the order stays. The records are the
/// messages as they were received; topics do not go with them, and empty messages cannot be
/// records.
///
/// 429, 503 and a connection that breaks are tried again, after `Retry-After` or a wait that
/// doubles, up to 5 minutes of waiting for one request. A request whose answer was lost may be
/// there twice then.
final class HttpTarget implements FrameTarget {
  private static final int BODY_BYTES = 1 << 20;
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
  private static final Duration ANSWER_WITHIN = Duration.ofMinutes(1);
  private static final Duration WAIT_MIN = Duration.ofSeconds(1);
  private static final Duration WAIT_MAX = Duration.ofSeconds(30);
  private static final Duration WAITS_MAX = Duration.ofMinutes(5);
  private static final int ACCEPTED = 202;
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;
  private static final int SHOWN_MAX = 300;

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_WITHIN)
          .followRedirects(HttpClient.Redirect.NEVER) // the key is for this server
          .build();
  private final URI url;
  private final String key;
  private final Pause pause;
  private final ReplaySummary summary;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream(BODY_BYTES);
  private final byte[] length = new byte[Integer.BYTES];

  /// The last frame of each log that is in the body, or was left out behind it.
  private final Map<LogCursor, Position> last = new HashMap<>();

  private boolean hasArrived;

  HttpTarget(URI url, String key, Pause pause, ReplaySummary summary) {
    this.url = url;
    this.key = key;
    this.pause = pause;
    this.summary = summary;
  }

  @Override
  public void take(LogCursor at) throws IOException, InterruptedException {
    FrameReader frame = at.frame();
    if (frame.messageBytes() == 0) {
      summary.empty();
    } else {
      if (body.size() + Integer.BYTES + frame.messageBytes() > BODY_BYTES) {
        send();
      }
      ByteBuffer.wrap(length).putInt(frame.messageBytes());
      body.writeBytes(length);
      body.write(at.raw(), frame.messageFrom(), frame.messageBytes());
      if (frame.format() == Frame.FORMAT_MQTT) {
        summary.withoutTopic();
      }
    }
    last.put(at, at.position());
  }

  @Override
  public void finish() throws IOException, InterruptedException {
    send();
  }

  private void send() throws IOException, InterruptedException {
    if (body.size() > 0) {
      post();
      body.reset();
    }
    last.forEach(LogCursor::confirm);
    last.clear();
  }

  private void post() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(ANSWER_WITHIN)
            .header("X-API-Key", key)
            .header("Content-Type", "application/vnd.recordio")
            .POST(BodyPublishers.ofByteArray(body.toByteArray()))
            .build();
    Duration waits = Duration.ZERO;
    Duration next = WAIT_MIN;
    for (Attempt it = attempt(request); !it.isAccepted; it = attempt(request)) {
      Duration wait = it.retryAfter.orElse(next);
      waits = waits.plus(wait);
      if (waits.compareTo(WAITS_MAX) > 0) {
        throw new IOException(
            "%s still answers %s after %d minutes".formatted(url, it.why, WAITS_MAX.toMinutes()));
      }
      pause.pause(it.why, wait);
      summary.again();
      next = min(next.multipliedBy(2), WAIT_MAX);
    }
    hasArrived = true;
    summary.request();
  }

  /// What came of a request that may be sent again.
  ///
  /// @param why it was not accepted, for people
  private record Attempt(boolean isAccepted, String why, Optional<Duration> retryAfter) {}

  /// @throws IOException if it is of no use to send it again
  private Attempt attempt(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<String> answer;
    try {
      answer = client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      if (!hasArrived) {
        throw new IOException("%s cannot be reached: %s".formatted(url, shown(e)), e);
      }
      return new Attempt(false, shown(e), Optional.empty());
    }
    return switch (answer.statusCode()) {
      case ACCEPTED -> new Attempt(true, "", Optional.empty());
      case TOO_MANY, UNAVAILABLE -> new Attempt(false, shown(answer), retryAfter(answer));
      default -> throw new IOException("%s answered %s".formatted(url, shown(answer)));
    };
  }

  /// As the server has it, within bounds.
  private static Optional<Duration> retryAfter(HttpResponse<String> answer) {
    return answer
        .headers()
        .firstValue("Retry-After")
        .filter(it -> it.matches("[0-9]{1,9}"))
        .map(it -> Duration.ofSeconds(Long.parseLong(it)))
        .map(it -> it.compareTo(WAIT_MIN) < 0 ? WAIT_MIN : min(it, WAIT_MAX));
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static String shown(HttpResponse<String> answer) {
    String text = answer.body().strip();
    return answer.statusCode() + " " + text.substring(0, Math.min(text.length(), SHOWN_MAX));
  }

  private static String shown(IOException e) {
    if (e instanceof ConnectException && e.getMessage() == null) {
      return "nobody listens there"; // the JDK's client does not say more
    }
    String name = e.getClass().getSimpleName();
    return e.getMessage() == null ? name : name + ": " + e.getMessage();
  }
}
