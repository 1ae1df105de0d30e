package io.edgemq.storage.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.object.StoreCalls.Operation;
import io.edgemq.storage.object.StoreCalls.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreCallsTest {
  private static final ObjectContent CONTENT =
      ObjectContent.of("hello".getBytes(UTF_8), "text/plain");

  @TempDir private Path folder;
  private final StoreCalls calls = new StoreCalls();

  @ParameterizedTest
  @CsvSource({
    "200, OK", "204, OK", "301, REFUSED", "400, REFUSED", "401, DENIED", "403, DENIED",
    "404, ABSENT", "409, TAKEN", "412, TAKEN", "429, THROTTLED", "500, FAILED", "503, THROTTLED"
  })
  void aStatusIsAnOutcome(int status, Outcome outcome) {
    assertThat(Outcome.ofStatus(status)).isEqualTo(outcome);
  }

  @Test
  void aFolderCountsWhatItIsAsked() throws IOException {
    var store = new FolderObjectStore(folder.resolve("store"), calls);

    store.putIfAbsent("a/b", CONTENT);
    store.putIfAbsent("a/b", CONTENT);
    try (InputStream in = store.open("a/b")) {
      assertThat(in.readAllBytes()).isEqualTo(CONTENT.bytes());
    }
    assertThatThrownBy(() -> store.open("a/c")).isInstanceOf(NoSuchFileException.class);
    store.list("");

    assertThat(calls.sent(Operation.PUT)).isEqualTo(2);
    assertThat(calls.ended(Operation.PUT, Outcome.OK)).isOne();
    assertThat(calls.ended(Operation.PUT, Outcome.TAKEN)).isOne();
    assertThat(calls.ended(Operation.GET, Outcome.OK)).isOne();
    assertThat(calls.ended(Operation.GET, Outcome.ABSENT)).isOne();
    assertThat(calls.ended(Operation.LIST, Outcome.OK)).isOne();
    assertThat(calls.sentBytes()).isEqualTo(10);
  }

  @Test
  void aFolderThatIsAwayHasFailed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    var store = new FolderObjectStore(file.resolve("store"), calls);

    assertThatThrownBy(() -> store.putIfAbsent("a", CONTENT)).isInstanceOf(IOException.class);

    assertThat(calls.ended(Operation.PUT, Outcome.FAILED)).isOne();
  }
}
