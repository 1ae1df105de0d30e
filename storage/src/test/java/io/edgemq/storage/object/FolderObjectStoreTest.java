package io.edgemq.storage.object;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderObjectStoreTest extends ObjectStoreContract {
  @TempDir private Path parent;
  private FolderObjectStore store;

  @BeforeEach
  void makeStore() {
    store = new FolderObjectStore(root());
  }

  @Override
  protected ObjectStore store() {
    return store;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/etc/passwd",
        "..",
        "../x",
        "a/..",
        "a/../b",
        "a/../../b",
        "./a",
        "a/./b",
        "a//b",
        "a/",
        ".hidden",
        "a/.hidden",
        ".drafts/x",
        "a\\b",
        "..\\x",
        "a\0b",
        "a b",
        "a\nb",
        "ä",
        "~/x*",
        "C:x",
        "a/b?c"
      })
  void aKeyThatAPathGivesAMeaningIsRefused(String key) throws IOException {
    assertThatThrownBy(() -> put(key, "x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> read(key)).isInstanceOf(IllegalArgumentException.class);
    try (Stream<Path> paths = Files.list(parent)) {
      assertThat(paths).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../", "a/../", "/", ".drafts/", "a//"})
  void aPrefixThatAPathGivesAMeaningIsRefused(String prefix) {
    assertThatThrownBy(() -> store.list(prefix)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.list(prefix, "", 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.folders(prefix, "", 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme/plant/local/0123456789abcdef/00000001/segments/seg-00000001.wal.zst",
        "acme/plant/views/v/v1/dt=2026-11-22/site=a%2Fb/R-I-E-seg-00000001.parquet",
        "p/null=__HIVE_DEFAULT_PARTITION__/a+b-2.parquet",
        "a..b/c."
      })
  void theKeysOfTheProductAreTaken(String key) throws IOException {
    put(key, "x");

    assertThat(store.list("")).containsExactly(key);
  }

  @Test
  void noDraftStaysBehind() throws IOException {
    put("a/b", "first");
    put("a/b", "second");
    put("a/c", "third");

    assertThat(drafts()).isEmpty();
  }

  @Test
  void noDraftStaysBehindWhereTheKeyIsAFolder() throws IOException {
    put("a/b", "x");

    assertThatThrownBy(() -> put("a", "in the way of a folder")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> put("a/b/c", "below an object")).isInstanceOf(IOException.class);
    assertThat(drafts()).isEmpty();
    assertThat(store.list("")).containsExactly("a/b");
  }

  @Test
  void aDraftLeftByACrashIsNoObject() throws IOException {
    put("a", "x");
    Files.writeString(root().resolve(".drafts/left"), "half of");

    assertThat(store.list("")).containsExactly("a");
  }

  @Test
  void strangeFilesAreNoObjects() throws IOException {
    put("a/b", "x");
    Files.writeString(root().resolve("a/.DS_Store"), "");
    Files.writeString(root().resolve("a/with space"), "");
    Files.createSymbolicLink(root().resolve("a/link"), parent);

    assertThat(store.list("")).containsExactly("a/b");
    assertThat(store.list("a/")).containsExactly("a/b");
    assertThat(store.folders("", "", 9)).containsExactly("a");
    assertThat(store.folders("a/", "", 9)).isEmpty();
  }

  @Test
  void aStoreThatIsNotThereYetIsEmptyAndOneBehindAFileIsAway() throws IOException {
    assertThat(store.list("a/")).isEmpty();
    Files.writeString(root(), "in the way");
    var behind = new FolderObjectStore(root().resolve("objects"));
    assertThatThrownBy(() -> behind.list("")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> behind.list("a/")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> behind.folders("a/", "", 1)).isInstanceOf(IOException.class);
  }

  @Test
  void listingGoesOnWhileDraftsComeAndGo() throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> putting =
          executor.submit(() -> {
            for (int i = 0; i < 200; i++) {
              put("k/" + i, "x");
            }
            return null;
          });
      while (!putting.isDone()) {
        assertThat(store.list("")).allMatch(it -> it.startsWith("k/"));
      }
      putting.get();
    }

    assertThat(store.list("")).hasSize(200);
  }

  @Test
  void aFolderThatCannotBeWrittenFailsAndWorksAgainAfterwards() throws IOException {
    Files.writeString(root(), "a file where the folder should be");
    assertThatThrownBy(() -> put("a", "x")).isInstanceOf(IOException.class);
    Files.delete(root());

    assertThat(put("a", "x")).isEqualTo(new PutOutcome.Created());
    assertThat(read("a")).isEqualTo("x");
  }

  @Test
  void anObjectIsAPlainFile() throws IOException {
    put("a/b.json", "{}");

    assertThat(root().resolve("a/b.json")).hasBinaryContent("{}".getBytes(UTF_8));
  }

  private Path root() {
    return parent.resolve("objects");
  }

  private List<Path> drafts() throws IOException {
    try (Stream<Path> paths = Files.list(root().resolve(".drafts"))) {
      return paths.toList();
    }
  }
}
