package io.edgemq.storage.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// What every object store keeps to.
public abstract class ObjectStoreContract {
  /// A store that is empty, the same one for the whole of a test.
  protected abstract ObjectStore store();

  @Test
  void anObjectIsCreatedAndReadBack() throws IOException {
    assertThat(put("a/b/c.json", "hello")).isEqualTo(new PutOutcome.Created());
    assertThat(read("a/b/c.json")).isEqualTo("hello");
  }

  @Test
  void onlyTheLengthThatWasGivenIsKept() throws IOException {
    byte[] bytes = "hello and more".getBytes(UTF_8);
    store()
        .putIfAbsent(
            "a", new ObjectContent(bytes, 5, Sha256.hex(bytes, 5), "text/plain", Map.of()));

    assertThat(read("a")).isEqualTo("hello");
  }

  @Test
  void anObjectMayBeEmpty() throws IOException {
    put("empty", "");

    assertThat(read("empty")).isEmpty();
    assertThat(store().list("")).containsExactly("empty");
  }

  @Test
  void anObjectThatIsThereStaysAsItIs() throws IOException {
    put("a", "first");

    assertThat(put("a", "second"))
        .isEqualTo(new PutOutcome.AlreadyThere(Sha256.hex("first".getBytes(UTF_8), 5)));
    assertThat(read("a")).isEqualTo("first");
  }

  @Test
  void ofCreatorsAtTheSameTimeExactlyOneCreates() throws Exception {
    for (int round = 0; round < 20; round++) {
      String key = "round-" + round + "/object";
      var outcomes = new ArrayList<PutOutcome>();
      try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
        var creators = new ArrayList<Callable<PutOutcome>>();
        for (int creator = 0; creator < 8; creator++) {
          String text = "creator " + creator;
          creators.add(() -> put(key, text));
        }
        for (Future<PutOutcome> it : executor.invokeAll(creators)) {
          outcomes.add(it.get());
        }
      }

      byte[] winner = read(key).getBytes(UTF_8);
      assertThat(outcomes).filteredOn(PutOutcome.Created.class::isInstance).hasSize(1);
      assertThat(outcomes)
          .filteredOn(PutOutcome.AlreadyThere.class::isInstance)
          .hasSize(7)
          .containsOnly(new PutOutcome.AlreadyThere(Sha256.hex(winner, winner.length)));
    }
  }

  @Test
  void keysAreListedSortedAndBelowThePrefixOnly() throws IOException {
    for (String key : List.of("b/2", "b/10", "a/z/1", "b/1/x", "ba/1", "b-/1", "c")) {
      put(key, key);
    }

    assertThat(store().list("b/")).containsExactly("b/1/x", "b/10", "b/2");
    assertThat(store().list("a/z/")).containsExactly("a/z/1");
    assertThat(store().list(""))
        .containsExactly("a/z/1", "b-/1", "b/1/x", "b/10", "b/2", "ba/1", "c");
  }

  @Test
  void belowAPrefixWithoutObjectsThereIsNothing() throws IOException {
    assertThat(store().list("")).isEmpty();
    put("a/b", "");

    assertThat(store().list("x/")).isEmpty();
    assertThat(store().list("a/b/")).isEmpty();
  }

  @Test
  void theFirstKeysBehindOneAreListed() throws IOException {
    for (String key : List.of("b/2", "b/10", "a/z/1", "b/1/x", "ba/1", "b-/1")) {
      put(key, key);
    }

    assertThat(store().list("b/", "", 2)).containsExactly("b/1/x", "b/10");
    assertThat(store().list("b/", "b/10", 2)).containsExactly("b/2");
    assertThat(store().list("b/", "b/1", 1)).containsExactly("b/1/x");
    assertThat(store().list("b/", "b/2", 1)).isEmpty();
    assertThat(store().list("", "a/z/1", 2)).containsExactly("b-/1", "b/1/x");
    assertThat(store().list("none/", "", 1)).isEmpty();
  }

  @Test
  void theFirstFoldersBehindOneAreListed() throws IOException {
    for (String key : List.of("p/b/2", "p/b/10/x", "p/a/1", "p/c", "p/b-/1", "p/b0/1", "q/z/1")) {
      put(key, key);
    }

    assertThat(store().folders("p/", "", 9)).containsExactly("a", "b-", "b", "b0");
    assertThat(store().folders("p/", "", 2)).containsExactly("a", "b-");
    assertThat(store().folders("p/", "b-", 1)).containsExactly("b");
    assertThat(store().folders("p/", "b", 9)).containsExactly("b0");
    assertThat(store().folders("p/", "b0", 9)).isEmpty();
    assertThat(store().folders("", "", 9)).containsExactly("p", "q");
    assertThat(store().folders("p/a/", "", 9)).isEmpty();
    assertThat(store().folders("none/", "", 9)).isEmpty();
  }

  @Test
  void anObjectThatIsNotThereCannotBeOpened() throws IOException {
    assertThatThrownBy(() -> read("a")).isInstanceOf(NoSuchFileException.class);
    put("a/b", "");
    assertThatThrownBy(() -> read("a/b2")).isInstanceOf(NoSuchFileException.class);
  }

  protected final PutOutcome put(String key, String text) throws IOException {
    return store().putIfAbsent(key, ObjectContent.of(text.getBytes(UTF_8), "text/plain"));
  }

  protected final String read(String key) throws IOException {
    try (InputStream in = store().open(key)) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
