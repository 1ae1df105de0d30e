package io.edgemq.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.PutOutcome;
import io.edgemq.storage.object.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A store whose server is well, and whose network is not.
class S3LinkFaultsTest {
  private static final String PUT = "PUT /lake/a ";
  private static final String PART = "partNumber=2";
  private static final String COMPLETE = "POST /lake/a?uploadId=";

  private final S3Server server = new S3Server();
  private final FaultyLink link = link(server);
  private final S3ObjectStore store = store(link.endpoint(), Duration.ofSeconds(20));
  private final S3ObjectStore direct = store(server.endpoint(), Duration.ofSeconds(20));

  private static FaultyLink link(S3Server server) {
    try {
      return new FaultyLink(server.port());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static S3ObjectStore store(URI endpoint, Duration silence) {
    var limits =
        new S3Limits(
            Duration.ofSeconds(5),
            silence,
            Duration.ofSeconds(30),
            Duration.ofSeconds(60),
            OptionalInt.of(1 << 20),
            S3Limits.PART_BYTES_LEAST,
            2);
    try {
      return new S3ObjectStore(S3Server.settings(endpoint, "", limits));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void settle() throws IOException {
    assertThat(store.list("")).isEmpty();
  }

  @AfterEach
  void close() {
    store.close();
    direct.close();
    link.close();
    server.close();
  }

  @Test
  void aPutWhoseAnswerIsLostIsFoundToHaveCreated() throws IOException {
    link.plan(PUT, FaultyLink.Fault.LOSE_ANSWER);

    assertThat(store.putIfAbsent("a", small("ours"))).isEqualTo(new PutOutcome.Created());
    assertThat(link.isDone()).isTrue();
    assertThat(store.requests().puts()).isOne();
    assertThat(store.requests().heads()).isOne();
  }

  @Test
  void aPutThatIsRefusedAndWhoseAnswerIsLostIsFoundToHaveCreatedNothing() throws IOException {
    direct.putIfAbsent("a", small("theirs"));
    link.plan(PUT, FaultyLink.Fault.LOSE_ANSWER);

    assertThat(store.putIfAbsent("a", small("ours")))
        .isEqualTo(new PutOutcome.AlreadyThere(small("theirs").sha256()));
    assertThat(link.isDone()).isTrue();
  }

  @Test
  void aPutWhoseAnswerNeverComesIsFoundToHaveCreated() throws IOException {
    try (S3ObjectStore impatient = store(link.endpoint(), Duration.ofMillis(500))) {
      link.plan(PUT, FaultyLink.Fault.HOLD_ANSWER);

      assertThat(impatient.putIfAbsent("a", small("ours"))).isEqualTo(new PutOutcome.Created());
      assertThat(link.isDone()).isTrue();
    }
  }

  @Test
  void aPutThatIsCutOffIsTriedAgainAtOnce() throws IOException {
    ObjectContent content = random(900 << 10);
    link.plan(PUT, FaultyLink.Fault.CUT_REQUEST);

    assertThat(store.putIfAbsent("a", content)).isEqualTo(new PutOutcome.Created());
    assertThat(link.isDone()).isTrue();
    assertThat(store.requests().puts()).isEqualTo(2);
    requireThere(content);
  }

  @Test
  void aPartThatIsCutOffIsSentAgain() throws IOException {
    ObjectContent content = random(12 << 20);
    link.plan(PART, FaultyLink.Fault.CUT_REQUEST);

    assertThat(store.putIfAbsent("a", content)).isEqualTo(new PutOutcome.Created());
    assertThat(link.isDone()).isTrue();
    assertThat(store.requests().parts()).isEqualTo(4);
    requireThere(content);
  }

  @Test
  void aPartThatCannotBeSentEndsTheUploadAndLeavesNothing() {
    for (int attempt = 0; attempt < 3; attempt++) {
      link.plan(PART, FaultyLink.Fault.CUT_REQUEST);
    }

    assertThatThrownBy(() -> store.putIfAbsent("a", random(12 << 20)))
        .isInstanceOfSatisfying(
            S3Failure.class, it -> assertThat(it.reason()).isEqualTo(S3Failure.Reason.CONNECTION));
    assertThat(store.requests().aborts()).isOne();
    assertThat(store.requests().completes()).isZero();
  }

  @Test
  void anUploadWhoseLastAnswerIsLostIsFoundToHaveCreated() throws IOException {
    ObjectContent content = random(12 << 20);
    link.plan(COMPLETE, FaultyLink.Fault.LOSE_ANSWER);

    assertThat(store.putIfAbsent("a", content)).isEqualTo(new PutOutcome.Created());
    assertThat(link.isDone()).isTrue();
    assertThat(store.requests().completes()).isOne();
    requireThere(content);
  }

  @Test
  void whatIsReadOverABrokenConnectionIsReadAgain() throws IOException {
    direct.putIfAbsent("a", small("theirs"));
    link.plan("GET /lake/a", FaultyLink.Fault.LOSE_ANSWER);

    try (InputStream in = store.open("a")) {
      assertThat(in.readAllBytes()).asString(UTF_8).isEqualTo("theirs");
    }
    assertThat(store.requests().gets()).isEqualTo(2);
  }

  @Test
  void whereNobodyListensThePutHasSurelyNotHappened() {
    link.close();
    server.close();

    assertThatThrownBy(() -> direct.putIfAbsent("a", small("ours")))
        .isInstanceOfSatisfying(
            S3Failure.class, it -> assertThat(it.reason()).isEqualTo(S3Failure.Reason.CONNECTION))
        .hasMessageContaining("see that the endpoint can be reached from here");
    assertThat(direct.requests().heads()).isZero();
  }

  private void requireThere(ObjectContent content) throws IOException {
    try (InputStream in = direct.open("a")) {
      assertThat(Sha256.hex(in)).isEqualTo(content.sha256());
    }
  }

  private static ObjectContent small(String text) {
    return ObjectContent.of(text.getBytes(UTF_8), "text/plain");
  }

  private static ObjectContent random(int length) {
    var bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return ObjectContent.of(bytes, "application/zstd");
  }
}
