package io.edgemq.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.auth.Authentication.Denial;
import io.edgemq.ingest.http.body.BodyLimits;
import io.edgemq.ingest.http.body.Rejection;
import io.edgemq.ingest.transport.HeldBytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPartsTest {
  @ParameterizedTest
  @CsvSource({
    "/ingest, /ingest",
    "/ingest?a=b?c, /ingest",
    "http://example.com/ingest, /ingest",
    "https://example.com:443/e/a/ingest?x, /e/a/ingest",
    "http://example.com, ''",
    "http://example.com?/ingest, ''",
    "*, *",
    "example.com:80, example.com:80",
    "/a://b/ingest, /a://b/ingest",
  })
  void aTargetHasAPath(String target, String path) {
    assertThat(EndpointPath.ofTarget(target)).isEqualTo(path);
  }

  @Test
  void aPathMayNameAnEndpoint() {
    assertThat(EndpointPath.of("/ingest", EndpointPath.INGEST)).contains(new EndpointPath(null));
    assertThat(EndpointPath.of("/e/plant-1/ingest", EndpointPath.INGEST))
        .contains(new EndpointPath("plant-1"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "ingest",
        "/ingest/",
        "/ingests",
        "/Ingest",
        "/e/ingest",
        "/e//ingest",
        "/e/a/b/ingest",
        "/e/A/ingest",
        "/e/%61/ingest",
        "/e/a/ingest/",
        "/e/a/ingestion",
        "/e/../ingest"
      })
  void otherPathsAreNone(String path) {
    assertThat(EndpointPath.of(path, EndpointPath.INGEST)).isEmpty();
  }

  @Test
  void memoryIsTakenAndGivenBackExactly() {
    var held = new HeldBytes(100, 100);
    HeldBytes.Part first = held.part("acme");
    HeldBytes.Part second = held.part("acme");

    assertThat(first.resize(60)).isTrue();
    assertThat(second.resize(50)).isFalse();
    assertThat(second.resize(40)).isTrue();
    assertThat(held.bytes()).isEqualTo(100);
    assertThat(first.resize(61)).as("stays as it was").isFalse();
    assertThat(first.resize(10)).isTrue();
    assertThat(held.bytes()).isEqualTo(50);
    first.close();
    first.close();
    second.close();
    assertThat(held.bytes()).isZero();
  }

  @Test
  void noTenantTakesTheMemoryOfOthers() {
    var held = new HeldBytes(100, 60);
    HeldBytes.Part first = held.part("acme");
    HeldBytes.Part second = held.part("acme");
    HeldBytes.Part other = held.part("globex");

    assertThat(first.resize(50)).isTrue();
    assertThat(second.resize(11)).isFalse();
    assertThat(second.resize(10)).isTrue();
    assertThat(other.resize(41)).isFalse();
    assertThat(other.resize(40)).isTrue();
    first.close();
    assertThat(other.resize(60)).isTrue();
    assertThat(other.resize(61)).isFalse();
    assertThat(held.bytes()).isEqualTo(70);
  }

  @ParameterizedTest
  @EnumSource
  void everyRejectionOfABodyIsARefusal(Rejection rejection) {
    HttpRefusal refusal = HttpRefusal.of(rejection);

    assertThat(refusal.code()).isEqualTo(rejection.code());
    assertThat(refusal.status()).isEqualTo(rejection.status());
  }

  @ParameterizedTest
  @EnumSource
  void everyDenialOfAKeyIsARefusal(Denial denial) {
    HttpRefusal refusal = HttpRefusal.of(denial);

    assertThat(refusal.status()).isIn(401, 403, 429, 503);
    assertThat(refusal.isTemporary()).isEqualTo(refusal.status() > 403);
  }

  @Test
  void aProblemIsJsonWhateverItsDetail() {
    assertThat(Answers.problem(400, "Bad Request", "code", "a \"b\" \\ \n\u0001"))
        .isEqualTo(
            """
            {"type":"about:blank","title":"Bad Request","status":400,"code":"code",\
            "detail":"a \\"b\\" \\\\ \\u000a\\u0001"}\
            """);
  }

  @Test
  void aRequestFitsASegmentOfItsEndpoint() {
    HttpSettings settings = HttpDoor.SETTINGS;

    assertThat(settings.bodyLimits(HttpDoor.endpoint("plant", 64 << 20)))
        .isEqualTo(BodyLimits.DEFAULT);
    assertThat(settings.bodyLimits(HttpDoor.endpoint("plant", 2 << 20)))
        .isEqualTo(new BodyLimits(16 << 20, 1 << 20, 2 << 20));
  }

  @Test
  void bodiesTakeAQuarterOfTheHeapAtMost() {
    assertThat(HttpDoor.SETTINGS.within(1 << 20).heldBytesMax()).isEqualTo(1 << 18);
    assertThat(HttpDoor.SETTINGS.within(1L << 40)).isEqualTo(HttpDoor.SETTINGS);
  }
}
