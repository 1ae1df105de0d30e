package io.edgemq.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.StoreCalls;
import io.edgemq.storage.object.StoreCalls.Operation;
import io.edgemq.storage.object.StoreCalls.Outcome;
import io.edgemq.storage.s3.CannedS3.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class S3CallsTest {
  private static final ObjectContent CONTENT =
      ObjectContent.of("hello".getBytes(UTF_8), "text/plain");

  private final StoreCalls calls = new StoreCalls();

  @Test
  void answersAreCountedAndSoAreRepetitions() throws IOException {
    var answers =
        new ArrayDeque<>(List.of(Answer.error(500, "InternalError", ""), Answer.ok("hello")));
    try (var server = new CannedS3(_ -> answers.remove());
        S3ObjectStore store = store(server);
        InputStream in = store.open("a")) {
      assertThat(in.readAllBytes()).hasSize(5);
    }

    assertThat(calls.sent(Operation.GET)).isEqualTo(2);
    assertThat(calls.retries(Operation.GET)).isOne();
    assertThat(calls.ended(Operation.GET, Outcome.FAILED)).isOne();
    assertThat(calls.ended(Operation.GET, Outcome.OK)).isOne();
    assertThat(calls.receivedBytes()).isEqualTo(5);
  }

  @Test
  void soAreRequestsThatGotNoAnswer() throws IOException {
    S3ObjectStore store;
    try (var server = new CannedS3(_ -> Answer.ok(""))) {
      store = store(server);
      store.putIfAbsent("a", CONTENT);
    }
    try (store) {
      assertThatThrownBy(() -> store.putIfAbsent("b", CONTENT)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> store.open("b")).isInstanceOf(S3Failure.class);
    }

    assertThat(calls.sent(Operation.PUT)).isEqualTo(2);
    assertThat(calls.ended(Operation.PUT, Outcome.OK)).isOne();
    assertThat(calls.ended(Operation.PUT, Outcome.NO_ANSWER)).isOne();
    assertThat(calls.ended(Operation.GET, Outcome.NO_ANSWER))
        .isEqualTo(calls.sent(Operation.GET))
        .isEqualTo(3);
    assertThat(calls.sentBytes()).isEqualTo(10);
  }

  private S3ObjectStore store(CannedS3 server) throws IOException {
    return new S3ObjectStore(
        new S3Settings(
            S3Server.bucket(server.endpoint(), "", S3Bucket.Checksums.CRC32C),
            new S3Credentials.Keys("AKID", "SECRET", Optional.empty()),
            S3Objects.PLAIN,
            S3Server.LIMITS),
        calls);
  }
}
