package io.edgemq.ingest.http;

import static io.edgemq.ingest.http.RawHttp.chunk;
import static io.edgemq.ingest.http.RawHttp.head;
import static io.edgemq.ingest.http.RawHttp.lines;
import static io.edgemq.ingest.http.RawHttp.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.Directory;
import io.edgemq.ingest.measure.Traffic;
import io.edgemq.storage.wal.AckLevel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is answered to what, on real sockets (docs/http.md), beside what [HttpTableTest] goes
/// through.
class HttpAnswersTest {
  private static HttpDoor door;

  @BeforeAll
  static void open() {
    door = HttpDoor.open(HttpDoor.SETTINGS);
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    door.awaitNothingHeld();
  }

  @AfterAll
  static void close() {
    door.close();
  }

  @Test
  void anAcceptedRequestIsToldItsPlaceInTheLog() throws Exception {
    long before = door.records().stream().mapToLong(it -> it.length() + 17).sum();
    HttpMeasures measures = door.shared.measures();
    Traffic.OfEndpoint traffic = measures.traffic().of("acme", "plant");
    long recordsBefore = traffic.httpRecords();
    long bytesBefore = traffic.httpBytes();
    try (RawHttp client = door.connect()) {
      client.send(post("ab\n\ncde\n"));

      RawHttp.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(202);
      assertThat(traffic.httpRecords() - recordsBefore).isEqualTo(2);
      assertThat(traffic.httpBytes() - bytesBefore).isEqualTo(5 + 2 * 17);
      assertThat(measures.statuses().of(HttpMeasures.StatusClass.SUCCESSFUL)).isPositive();
      assertThat(measures.times().snapshot().count()).isPositive();
      assertThat(answer.header("content-type")).contains("application/json");
      assertThat(answer.header("server")).contains("edgemq");
      assertThat(answer.body())
          .isEqualTo(
              """
              {"accepted":2,"bytes":5,"tenant":"acme","endpoint":"plant","instance":"node",\
              "epoch":1,"segment":1,"offset":%d}\
              """
                  .formatted(before));
    }
    assertThat(door.records()).endsWith("ab", "cde");
  }

  @ParameterizedTest(name = "{0} {1} key {2}")
  @CsvSource({
    "POST, /ingest, X-API-Key: bound, 202, ",
    "POST, /ingest, Authorization: Bearer bound, 202, ",
    "POST, /ingest, authorization: bearer  bound, 202, ",
    "POST, /ingest?a=b, X-API-Key: bound, 202, ",
    "POST, http://example.com/ingest, X-API-Key: bound, 202, ",
    "POST, /e/plant/ingest, X-API-Key: bound, 202, ",
    "POST, /e/depot/ingest, X-API-Key: wide, 202, ",
    "POST, /ingest, X-Nothing: 1, 401, no_key",
    "POST, /ingest, Authorization: Basic Ym91bmQ=, 401, no_key",
    "POST, /ingest, X-API-Key: Bound, 401, unknown_key",
    "POST, /e/nothing/ingest, X-API-Key: other, 401, unknown_key",
    "POST, /ingest, X-API-Key: reader, 403, no_ingest_scope",
    "POST, /ingest, X-API-Key: wide, 403, endpoint_not_named",
    "POST, /e/nothing/ingest, X-API-Key: wide, 403, unknown_endpoint",
    "POST, /e/depot/ingest, X-API-Key: bound, 403, endpoint_disagrees",
    "GET, /ingest, X-API-Key: bound, 405, method_not_allowed",
    "PUT, /ingest, X-API-Key: bound, 405, method_not_allowed",
    "DELETE, /e/plant/ingest, X-API-Key: bound, 405, method_not_allowed",
    "POST, /, X-API-Key: bound, 404, not_found",
    "POST, /ingest/, X-API-Key: bound, 404, not_found",
    "POST, //ingest, X-API-Key: bound, 404, not_found",
    "POST, /./ingest, X-API-Key: bound, 404, not_found",
    "POST, /x/../ingest, X-API-Key: bound, 404, not_found",
    "POST, /%69ngest, X-API-Key: bound, 404, not_found",
    "POST, /INGEST, X-API-Key: bound, 404, not_found",
    "POST, /ingest;x=1, X-API-Key: bound, 404, not_found",
    "POST, /ingest%00, X-API-Key: bound, 404, not_found",
    "POST, /ingest%2F, X-API-Key: bound, 404, not_found",
    "POST, /e/plant%2f/ingest, X-API-Key: wide, 404, not_found",
    "POST, /e/../ingest, X-API-Key: wide, 404, not_found",
    "POST, /e/PLANT/ingest, X-API-Key: wide, 404, not_found",
    "POST, /e//ingest, X-API-Key: wide, 404, not_found",
    "POST, /e/ingest, X-API-Key: wide, 404, not_found",
    "POST, /e/plant/x/ingest, X-API-Key: wide, 404, not_found",
  })
  void pathMethodAndKeyDecide(String method, String path, String key, int status, String code)
      throws Exception {
    int before = door.appends();
    try (RawHttp client = door.connect()) {
      String body = method.equals("GET") ? "" : "1";
      client.send(
          "%s %s HTTP/1.1\r\nHost: example.com\r\n%s\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(method, path, key, body.length(), body));

      RawHttp.Answer answer = client.read();
      assertThat(answer.status()).as(answer.body()).isEqualTo(status);
      assertThat(answer.code()).isEqualTo(code == null ? "" : code);
      assertThat(door.appends() - before).isEqualTo(status == 202 ? 1 : 0);
      assertThat(answer.header("www-authenticate").isPresent()).isEqualTo(status == 401);
      assertThat(answer.header("allow").isPresent()).isEqualTo(status == 405);

      client.send(post("again"));
      assertThat(client.read().status()).as("the connection goes on").isEqualTo(202);
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "/e/depot/ingest, '', DURABLE",
    "/e/depot/ingest, 'X-Ack: durable\r\n', DURABLE",
    "/e/depot/ingest, 'X-Ack: committed\r\n', COMMITTED",
    "/e/depot/ingest, 'x-ack:committed\r\nX-Ack: durable\r\n', COMMITTED",
    "/e/vault/ingest, '', COMMITTED",
    "/e/vault/ingest, 'X-Ack: durable\r\n', COMMITTED",
  })
  void aHeaderMayAskForMoreThanTheEndpointGives(String path, String header, AckLevel level)
      throws Exception {
    try (RawHttp client = door.connect()) {
      client.send(
          "POST %s HTTP/1.1\r\nHost: a\r\nX-API-Key: wide\r\n%sContent-Length: 1\r\n\r\n1"
              .formatted(path, header));

      assertThat(client.read().status()).isEqualTo(202);
      assertThat(door.lastDoor().ack()).isEqualTo(level);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "accepted", "Committed", "committed,durable"})
  void aLevelThatThereIsNotIsRefused(String level) throws Exception {
    int before = door.appends();
    try (RawHttp client = door.connect()) {
      client.send(head("X-API-Key: bound\r\nX-Ack: " + level + "\r\nContent-Length: 1\r\n") + "1");

      RawHttp.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.code()).isEqualTo("unknown_ack");
      assertThat(door.appends()).isEqualTo(before);
    }
  }

  @Test
  void keysThatDifferAreRefusedAndTheSameTwiceIsOne() throws Exception {
    try (RawHttp client = door.connect()) {
      client.send(head("Authorization: Bearer other\r\nContent-Length: 1\r\n") + "1");
      assertThat(client.read().code()).isEqualTo("ambiguous_key");
      client.send(head("X-API-Key: other\r\nContent-Length: 1\r\n") + "1");
      assertThat(client.read().code()).isEqualTo("ambiguous_key");
      client.send(head("Authorization: Bearer bound\r\nContent-Length: 1\r\n") + "1");
      assertThat(client.read().status()).isEqualTo(202);
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedBeforeItIsSent() throws Exception {
    try (RawHttp client = door.connect()) {
      client.send(head("Content-Length: 16777217\r\nExpect: 100-continue\r\n"));

      assertThat(client.read().code()).isEqualTo("body_too_large");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aBodyThatTurnsOutTooLargeIsRefusedAndTheAnswerCanBeRead() throws Exception {
    String mib = chunk("x".repeat((1 << 20) - 1) + "\n");
    try (RawHttp client = door.connect()) {
      client.send(head("Transfer-Encoding: chunked\r\n"));
      for (int sent = 0; sent < 24; sent++) {
        client.send(mib); // 8 MiB more than it may be, which the server has to take off the line
      }
      RawHttp.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.header("connection")).contains("close");
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void whatDoesNotFitASegmentOfTheEndpointIsRefused() throws Exception {
    String body = ("x".repeat(99) + "\n").repeat(20_000);
    try (RawHttp client = door.connect()) {
      client.send(
          lines(
                  "POST /e/small/ingest HTTP/1.1",
                  "Host: example.com",
                  "X-API-Key: wide",
                  "Content-Type: text/plain",
                  "Content-Length: " + body.length())
              + body);

      RawHttp.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.code()).isEqualTo("too_many_records");
    }
  }

  @Test
  void aTenantThatOwesForItsRateIsToldWhenToComeBack() throws Exception {
    int before = door.appends();
    try (RawHttp client = door.connect()) {
      client.send(ofLimited("1\n".repeat(45))); // 20 are saved up; 25 more are paid for in 2.5 s
      assertThat(client.read().status()).isEqualTo(202);

      client.send(ofLimited("1"));
      RawHttp.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.code()).isEqualTo("rate_exceeded");
      assertThat(answer.header("retry-after")).contains("3");

      client.send(post("1"));
      assertThat(client.read().status()).as("of another tenant").isEqualTo(202);

      door.nanos.addAndGet(2_500_000_000L);
      client.send(ofLimited("1"));
      assertThat(client.read().status()).isEqualTo(202);
    }
    assertThat(door.appends() - before).isEqualTo(3);
    door.nanos.addAndGet(10_000_000_000L);
  }

  @Test
  void aBodyThatComesAfterItsTenantBeganToOweIsRefusedAsAWhole() throws Exception {
    int before = door.appends();
    try (RawHttp slow = door.connect();
        RawHttp fast = door.connect()) {
      slow.send(
          lines(
              "POST /ingest HTTP/1.1",
              "Host: a.b",
              "X-API-Key: limited",
              "Transfer-Encoding: chunked",
              "Expect: 100-continue"));
      assertThat(slow.read().status()).isEqualTo(100);
      fast.send(ofLimited("1\n".repeat(21)));
      assertThat(fast.read().status()).isEqualTo(202);

      slow.send(chunk("1\n2\n") + chunk(""));
      assertThat(slow.read().code()).isEqualTo("rate_exceeded");
    }
    assertThat(door.appends() - before).isEqualTo(1);
    door.nanos.addAndGet(10_000_000_000L);
  }

  @Test
  void aRecordOverTheLimitOfThePlanIsRefused() throws Exception {
    try (RawHttp client = door.connect()) {
      client.send(ofLimited("a".repeat(101)));
      assertThat(client.read().code()).isEqualTo("record_too_large");
    }
  }

  @Test
  void aBodyThatComesAfterItsKeyWasRevokedIsRefusedAsAWhole() throws Exception {
    int before = door.appends();
    Directory all = door.directory.get();
    try (RawHttp client = door.connect()) {
      client.send(head("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n"));
      assertThat(client.read().status()).isEqualTo(100);
      door.directory.set(new Directory(all.endpoints("acme"), List.of()));
      client.send(chunk("1\n2\n") + chunk(""));
      assertThat(client.read().code()).isEqualTo("revoked_key");
    } finally {
      door.directory.set(all);
    }
    assertThat(door.appends()).isEqualTo(before);
  }

  private static String ofLimited(String body) {
    return lines(
            "POST /ingest HTTP/1.1",
            "Host: a.b",
            "X-API-Key: " + HttpDoor.LIMITED_KEY,
            "Content-Length: " + body.length())
        + body;
  }

  @Test
  void aClientThatAsksFirstIsRefusedWithoutSending() throws Exception {
    try (RawHttp client = door.connect()) {
      client.send(
          lines(
              "POST /ingest HTTP/1.1",
              "Host: example.com",
              "X-API-Key: other",
              "Content-Length: 1000",
              "Expect: 100-continue"));

      assertThat(client.read().status()).isEqualTo(401);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aClientThatAsksFirstIsToldToSend() throws Exception {
    try (RawHttp client = door.connect()) {
      client.send(
          head("Content-Type: text/plain\r\nContent-Length: 5\r\nExpect: 100-continue\r\n"));
      assertThat(client.read().status()).isEqualTo(100);
      client.send("a\nbcd");

      assertThat(client.read().status()).isEqualTo(202);
      client.send(post("next"));
      assertThat(client.read().status()).isEqualTo(202);
    }
    assertThat(door.records()).endsWith("a", "bcd", "next");
  }

  /// Some are cut by reads, so that their bodies come in parts; those behind them do not overtake.
  @Test
  void requestsInOnePieceAreAnsweredAndAppendedInOrder() throws Exception {
    int count = 4000;
    var requests = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      requests.append(post("pipelined " + n));
      expected.add("pipelined " + n);
    }
    int before = door.appends();
    try (RawHttp client = door.connect()) {
      Thread sender = client.sendAside(requests.toString());
      long offset = -1;
      for (int n = 0; n < count; n++) {
        RawHttp.Answer answer = client.read();
        assertThat(answer.status()).isEqualTo(202);
        String at = answer.body().replaceAll(".*\"offset\":(\\d+).*", "$1");
        assertThat(Long.parseLong(at)).isGreaterThan(offset);
        offset = Long.parseLong(at);
      }
      sender.join();
    }
    assertThat(door.records(before)).isEqualTo(expected);
  }

  @Test
  void aConnectionIsKeptUnlessItsClientClosesIt() throws Exception {
    try (RawHttp client = door.connect()) {
      client.send(post("kept"));
      assertThat(client.read().header("connection")).isEmpty();
      client.send(head("Connection: close\r\nContent-Length: 1\r\n") + "1");
      assertThat(client.read().header("connection")).contains("close");
      assertThat(client.isClosedByServer()).isTrue();
    }
    try (RawHttp client = door.connect()) {
      client.send(
          lines("POST /ingest HTTP/1.0", "Host: a", "X-API-Key: bound", "Content-Length: 1") + "1");
      assertThat(client.read().status()).isEqualTo(202);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aClientThatClosesItsDirectionStillGetsItsAnswer() throws Exception {
    door.hold();
    try (RawHttp client = door.connect()) {
      int before = door.appends();
      client.send(post("half"));
      client.endOutput();
      HttpDoor.await("it is to be appended", () -> door.appends() > before);
      door.answerAll();

      assertThat(client.read().status()).isEqualTo(202);
      assertThat(client.isClosedByServer()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"QUEUE_FULL", "NOT_APPENDED", "OUTCOME_UNKNOWN", "LOG_UNAVAILABLE", "STOPPING"})
  void whatTheLogDoesNotTakeIsToBeSentAgain(HttpRefusal reason) throws Exception {
    door.hold();
    try (RawHttp client = door.connect()) {
      int before = door.appends();
      client.send(post("late"));
      HttpDoor.await("it is to be appended", () -> door.appends() > before);
      door.refuseAll(reason);

      RawHttp.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.code()).isEqualTo(reason.code());
      assertThat(answer.header("retry-after")).contains("1");
    }
    door.answerAll();
  }

  @Test
  void withoutAllowedOriginsBrowsersAreToldNothing() throws Exception {
    try (RawHttp client = door.connect()) {
      client.send(
          lines(
              "OPTIONS /ingest HTTP/1.1",
              "Host: a",
              "Origin: https://a.example",
              "Access-Control-Request-Method: POST"));
      RawHttp.Answer answer = client.read();
      assertThat(answer.status()).isEqualTo(204);
      assertThat(answer.header("allow")).contains("POST, OPTIONS");
      assertThat(answer.headers().keySet()).noneMatch(it -> it.startsWith("access-control"));
    }
  }
}
