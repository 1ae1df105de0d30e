package io.edgemq.ingest.http;

import static io.edgemq.ingest.http.RawHttp.chunk;
import static io.edgemq.ingest.http.RawHttp.head;
import static io.edgemq.ingest.http.RawHttp.lines;
import static io.edgemq.ingest.http.RawHttp.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.http.body.BodyLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Clients that break off, dawdle, or send what could be read in two ways: nothing of theirs is
/// appended, and nothing is left of them.
class HttpHostileTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofMillis(200);

  private HttpDoor door = HttpDoor.open(HttpDoor.SETTINGS);

  @AfterEach
  void close() throws Exception {
    door.awaitNothingHeld();
    door.close();
  }

  private void reopen(HttpSettings settings) {
    door.close();
    door = HttpDoor.open(settings);
  }

  /// Settings in which one time is short.
  private static HttpSettings settings(
      Duration header, Duration idle, Duration gap, Duration body, Duration write) {
    return new HttpSettings(
        100,
        BodyLimits.DEFAULT,
        16 << 10,
        256 << 20,
        256 << 20,
        64 << 20,
        header,
        idle,
        gap,
        body,
        LONG,
        LONG,
        write,
        Duration.ofSeconds(1),
        Set.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // both lengths
        "Content-Length: 5\\r\\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\\r\\nContent-Length: 5",
        // two lengths
        "Content-Length: 5\\r\\nContent-Length: 6",
        "Content-Length: 5, 6",
        "Content-Length: 5, 5",
        // lengths that are none
        "Content-Length: +5",
        "Content-Length: -5",
        "Content-Length: 0x5",
        "Content-Length: 99999999999999999999",
        "Content-Length: 5 5",
        "Content-Length:",
        "Content-Length: 5\\r\\nContent-Length: 5",
        // codings that are not chunked alone
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: identity",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding:",
        // names and lines that are none
        ": nothing",
        "X: a\\r\\n folded",
        "X: a\\nContent-Length: 5",
        "X: a\\rContent-Length: 5",
        "X: a\\0b",
        "Transfer-Encoding : chunked",
        "Content-Length : 5",
        "Content-Length\\t: 5",
        "X: a\\r\\n b: c\\r\\nTransfer-Encoding\\0: chunked",
        "X\\x7f: a",
        "no colon",
        "Host: other.example",
      })
  void whatCouldBeReadInTwoWaysIsRefusedAndTheConnectionClosed(String headers) throws Exception {
    String sent =
        headers
            .replace("\\r", "\r")
            .replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\0", "\0")
            .replace("\\x7f", "\u007f");
    try (RawHttp client = door.connect()) {
      client.send(head(sent + "\r\n") + "0\r\n\r\n" + post("smuggled"));

      RawHttp.Answer answer = client.read();
      assertThat(answer.status()).as(answer.body()).isEqualTo(400);
      assertThat(answer.header("content-type")).contains("application/problem+json");
      assertThat(answer.code()).isEqualTo("malformed_request");
      assertThat(answer.body()).doesNotContain("pekko", "smuggled", "127.0.0.1");
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(door.appends()).isZero();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "5;ext\r\nabc", // cut off
        "g\r\nabc\r\n0\r\n\r\n",
        "-5\r\nabcde\r\n0\r\n\r\n",
        "0x5\r\nabcde\r\n0\r\n\r\n",
        "ffffffff\r\nabcde\r\n0\r\n\r\n",
        "100000000000000005\r\nabcde\r\n0\r\n\r\n",
        "5 5\r\n" + "x",
        " 5\r\nabcde\r\n0\r\n\r\n",
        "5\nabcde\r\n0\r\n\r\n",
        "5\r\nabcde\n0\r\n\r\n",
        "5\r\nabcde\r\n0\r\nX: y\n\r\n",
        "5;a\nb\r\nabcde\r\n0\r\n\r\n",
        "\r\n0\r\n\r\n",
        "5\r\nabcdef\r\n0\r\n\r\n",
        "5\r\nabc\r\n0\r\n\r\n",
        "5\r\nabcde0\r\n\r\n",
        "200000\r\n",
      })
  void chunksThatAreNoneAreRefused(String chunks) throws Exception {
    try (RawHttp client = door.connect()) {
      client.send(head("Transfer-Encoding: chunked\r\n") + chunk("good\n") + chunks);
      client.endOutput();

      RawHttp.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("body_cut_off");
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(door.appends()).isZero();
  }

  @Test
  void anExtensionOfAChunkIsBounded() throws Exception {
    try (RawHttp client = door.connect()) {
      client.send(
          head("Transfer-Encoding: chunked\r\n") + "5;" + "x".repeat(300) + "\r\nabcde\r\n");

      assertThat(client.read().code()).isEqualTo("body_cut_off");
    }
    assertThat(door.appends()).isZero();
  }

  @Test
  void otherProtocolsAndMethodsAreRefused() throws Exception {
    for (String request :
        List.of(
            "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n",
            lines("PRI * HTTP/2.0", "", "SM", ""),
            lines("POST /ingest HTTP/2.0", "Host: a"),
            lines("POST /ingest"),
            lines("BREW /ingest HTTP/1.1", "Host: a"),
            lines("CONNECT example.com:80 HTTP/1.1", "Host: example.com:80"),
            lines("POST /ingest HTTP/1.1"),
            lines("POST /in\u0000gest HTTP/1.1", "Host: a"),
            lines("POST http://other.example/ingest HTTP/1.1", "Host: a"))) {
      try (RawHttp client = door.connect()) {
        client.send(request);

        RawHttp.Answer answer = client.read();
        assertThat(answer.status()).as(request).isIn(400, 501, 505);
        assertThat(answer.code()).as(request).isEqualTo("malformed_request");
        assertThat(client.isClosedByServer()).isTrue();
      }
    }
  }

  @Test
  void aLongTargetAndALongHeadAreRefused() throws Exception {
    try (RawHttp client = door.connect()) {
      client.send(lines("POST /" + "x".repeat(3000) + " HTTP/1.1", "Host: a"));
      assertThat(client.read().status()).isEqualTo(414);
      assertThat(client.isClosedByServer()).isTrue();
    }
    try (RawHttp client = door.connect()) {
      client.send("POST /ingest HTTP/1.1\r\nHost: a\r\n");
      for (int n = 0; n < 20; n++) {
        client.send("X-%d: %s\r\n".formatted(n, "x".repeat(1000)));
      }
      RawHttp.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(431);
      assertThat(answer.code()).isEqualTo("header_too_large");
      assertThat(client.isClosedByServer()).isTrue();
    }
    try (RawHttp client = door.connect()) {
      client.send("POST /ingest HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(100) + "\r\n");
      assertThat(client.read().status()).isEqualTo(400);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBodyThatIsCutOffIsNotAppended(boolean isReset) throws Exception {
    String some = "line\n".repeat(10_000);
    for (String request :
        List.of(
            head("Content-Type: text/plain\r\nContent-Length: 60000\r\n") + some,
            head("Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n") + chunk(some),
            head("Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n")
                + chunk(some)
                + "0\r\n",
            head("Content-Length: 10\r\n"),
            head("Transfer-Encoding: chunked\r\n"))) {
      try (RawHttp client = door.connect()) {
        client.send(request);
        HttpDoor.await("it is being received", () -> door.shared.connections().count() == 1);
        if (isReset) {
          client.reset();
        } else {
          client.endOutput();
          assertThat(client.read().code()).isEqualTo("body_cut_off");
          assertThat(client.isClosedByServer()).isTrue();
        }
      }
      door.awaitNothingHeld();
    }
    assertThat(door.appends()).isZero();
  }

  /// The server's own side of the connection may end first, and then the stream of the body ends as
  /// if it were whole.
  @Test
  void aBodyWhoseClientReadsNoMoreIsNotAppended() throws Exception {
    for (int n = 0; n < 20; n++) {
      try (RawHttp client = door.connect()) {
        // The answers to these come back to a socket that is gone while the body is still received.
        client.send(lines("GET /ingest HTTP/1.1", "Host: a").repeat(15));
        client.send(head("Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n"));
        client.send(chunk("line\n"));
        client.reset();
      }
    }
    door.awaitNothingHeld();
    assertThat(door.appends()).isZero();
  }

  @Test
  void aSilentOrSlowHeadEndsTheConnection() throws Exception {
    reopen(settings(SHORT, LONG, LONG, LONG, LONG));
    try (RawHttp silent = door.connect();
        RawHttp slow = door.connect()) {
      slow.send("POST /ingest HTTP/1.1\r\nHost: a\r\nX: ");

      assertThat(silent.isClosedByServer()).isTrue();
      assertThat(slow.isClosedByServer()).isTrue();
    }
    assertThat(door.shared.refusals().snapshot()).containsEntry(HttpRefusal.HEADER_TIMEOUT, 2L);
  }

  @Test
  void aHeadThatComesByteByByteDoesNotPutOffItsEnd() throws Exception {
    reopen(settings(Duration.ofSeconds(1), LONG, LONG, LONG, LONG));
    long begin = System.nanoTime();
    try (RawHttp slow = door.connect()) {
      HttpDoor.await("it is there", () -> door.shared.connections().count() == 1);
      slow.send("POST /ingest HTTP/1.1\r\nHost: a\r\nX: ");
      HttpDoor.await(
          "it is closed though it goes on sending",
          () -> {
            try {
              slow.send("x");
              return door.shared.connections().count() == 0;
            } catch (IOException _) {
              return true;
            }
          });
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void anIdleConnectionIsClosedAndIsNoFault() throws Exception {
    reopen(settings(LONG, SHORT, LONG, LONG, LONG));
    try (RawHttp client = door.connect()) {
      client.send(post("1"));
      assertThat(client.read().status()).isEqualTo(202);
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(door.shared.refusals().snapshot()).isEmpty();
  }

  @Test
  void aBodyThatPausesOrTakesTooLongIsRefused() throws Exception {
    reopen(settings(LONG, LONG, SHORT, LONG, LONG));
    try (RawHttp client = door.connect()) {
      client.send(head("Content-Length: 10\r\n") + "12345");
      RawHttp.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.code()).isEqualTo("body_timeout");
      assertThat(client.isClosedByServer()).isTrue();
    }
    door.awaitNothingHeld();
    reopen(settings(LONG, LONG, LONG, SHORT, LONG));
    try (RawHttp client = door.connect()) {
      client.send(head("Content-Length: 1000000\r\n"));
      HttpDoor.await(
          "it is refused though it goes on sending",
          () -> {
            try {
              client.send("x");
            } catch (IOException _) {
              return true;
            }
            return door.shared.refusals().snapshot().containsKey(HttpRefusal.BODY_TIMEOUT);
          });
    }
    assertThat(door.appends()).isZero();
  }

  /// As many as fit a read: pekko-http parses them by calling itself.
  @Test
  void thousandsOfRequestsInOnePieceAreAnswered() throws Exception {
    String requests = lines("GET / HTTP/1.1", "Host: a").repeat(4000);
    try (RawHttp client = door.connect()) {
      Thread sender = client.sendAside(requests);
      for (int n = 0; n < 4000; n++) {
        assertThat(client.read().status()).isEqualTo(404);
      }
      sender.join();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Accept",
        "Authorization",
        "Connection",
        "Content-Encoding",
        "Content-Length",
        "Content-Type",
        "Cookie",
        "Expect",
        "Host",
        "Sec-WebSocket-Protocol",
        "Transfer-Encoding",
        "Upgrade",
        "X-API-Key"
      })
  void aLongHeaderIsJustAHeader(String name) throws Exception {
    for (String part : List.of("a,", ";a=b", "(", "\"", "a ", "%", "=", "chunked,", "1")) {
      try (RawHttp client = door.connect()) {
        String value = part.repeat(12_000 / part.length());
        client.send(
            lines(
                "POST /nothing HTTP/1.1",
                name.equals("Host") ? "A: b" : "Host: a",
                name + ": " + value));
        client.endOutput();

        assertThat(client.read().status()).isIn(400, 404, 417);
        assertThat(client.isClosedByServer()).isTrue();
      }
    }
  }

  @Test
  void aClientThatNeverReadsIsCutOff() throws Exception {
    reopen(settings(LONG, LONG, LONG, LONG, SHORT));
    String requests = lines("POST /nothing HTTP/1.1", "Host: a").repeat(100);
    try (RawHttp client = door.connect()) {
      HttpDoor.await(
          "its answers have filled the sockets and it is cut off",
          () -> {
            try {
              client.send(requests);
              return false;
            } catch (IOException _) {
              return true;
            }
          });
    }
    assertThat(door.shared.refusals().snapshot()).containsEntry(HttpRefusal.WRITE_TIMEOUT, 1L);
  }

  @Test
  void bodiesBeyondTheMemoryForThemAreRefused() throws Exception {
    reopen(
        new HttpSettings(
            100,
            BodyLimits.DEFAULT,
            16 << 10,
            2 << 20,
            2 << 20,
            64 << 20,
            LONG,
            LONG,
            LONG,
            LONG,
            LONG,
            LONG,
            LONG,
            Duration.ofSeconds(1),
            Set.of()));
    try (RawHttp first = door.connect();
        RawHttp second = door.connect()) {
      first.send(
          head("Content-Type: text/plain\r\nContent-Length: 800000\r\n")
              + ("x".repeat(99) + "\n").repeat(7999));
      HttpDoor.await("it is held", () -> door.shared.held().bytes() >= 799_900);
      second.send(
          head("Content-Type: text/plain\r\nContent-Length: 2000000\r\n")
              + ("x".repeat(99) + "\n").repeat(19_999));

      RawHttp.Answer answer = second.read();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo("out_of_memory");
      assertThat(answer.header("retry-after")).isPresent();
      first.send("x".repeat(100));
      assertThat(first.read().status()).isEqualTo(202);
    }
  }

  @Test
  void aThousandSlowUploadsTakeLittleAndLeaveNothing() throws Exception {
    List<RawHttp> clients = new ArrayList<>();
    try {
      for (int n = 0; n < 1000; n++) {
        RawHttp client = door.connect();
        clients.add(client);
        client.send(head("Content-Type: text/plain\r\nContent-Length: 1000000\r\n") + "slow " + n);
      }
      HttpDoor.await("all are there", () -> door.shared.connections().count() == 1000);
      HttpDoor.await("all have begun", () -> door.shared.held().bytes() >= 1000);
      for (RawHttp client : clients) {
        client.send(" goes on");
      }
      assertThat(door.shared.held().bytes()).isLessThan(1000 * 1024);
      try (RawHttp other = door.connect()) {
        other.send(post("quick"));
        assertThat(other.read().status()).as("others are served").isEqualTo(202);
      }
    } finally {
      for (RawHttp client : clients) {
        client.close();
      }
    }
    door.awaitNothingHeld();
    assertThat(door.records()).containsExactly("quick");
  }

  @Test
  void connectionsBeyondTheLimitAreTurnedAway() throws Exception {
    reopen(settings(LONG, LONG, LONG, LONG, LONG));
    List<RawHttp> clients = new ArrayList<>();
    try {
      for (int n = 0; n < 100; n++) {
        clients.add(door.connect());
      }
      HttpDoor.await("all are there", () -> door.shared.connections().count() == 100);
      try (RawHttp tooMany = door.connect()) {
        assertThat(tooMany.read().code()).isEqualTo("connections_max");
        assertThat(tooMany.isClosedByServer()).isTrue();
      }
    } finally {
      for (RawHttp client : clients) {
        client.close();
      }
    }
    door.awaitNothingHeld();
    try (RawHttp client = door.connect()) {
      client.send(post("1"));
      assertThat(client.read().status()).isEqualTo(202);
    }
  }

  @Test
  void aStopAnswersWhatHasComeAndTakesNothingMore() throws Exception {
    door.hold();
    try (RawHttp idle = door.connect();
        RawHttp waiting = door.connect();
        RawHttp sending = door.connect()) {
      idle.send(lines("GET /ingest HTTP/1.1", "Host: a"));
      assertThat(idle.read().status()).isEqualTo(405);
      waiting.send(post("waiting"));
      sending.send(head("Content-Length: 2000\r\n") + "1".repeat(1000));
      HttpDoor.await("one waits", () -> door.appends() == 1);
      HttpDoor.await("one is being received", () -> door.shared.held().bytes() > 1000);

      var stopped = door.shared.connections().shutDown().toCompletableFuture();

      assertThat(idle.isClosedByServer()).isTrue();
      sending.send("2".repeat(1000));
      HttpDoor.await("what had begun is taken", () -> door.appends() == 2);
      assertThat(stopped).isNotDone();
      door.answerAll();
      for (RawHttp client : List.of(waiting, sending)) {
        RawHttp.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.header("connection")).contains("close");
        assertThat(client.isClosedByServer()).isTrue();
      }
      assertThat(stopped).as("clients have not closed their sides").isNotDone();
      for (RawHttp client : List.of(idle, waiting, sending)) {
        client.endOutput();
      }
      HttpDoor.await("all have ended", stopped::isDone);
    }
  }
}
