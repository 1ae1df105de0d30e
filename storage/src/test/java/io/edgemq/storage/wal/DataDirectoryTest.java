package io.edgemq.storage.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {
  @TempDir private Path parent;

  @Test
  void theInstanceIdIsMadeOnceAndThenStable() throws IOException {
    String made;
    try (DataDirectory first = open()) {
      made = first.instance();
      assertThat(Names.isName(made)).isTrue();
    }
    try (DataDirectory again = open()) {
      assertThat(again.instance()).isEqualTo(made);
    }
    assertThat(directory().resolve("instance-id")).hasContent(made + "\n");
  }

  @Test
  void twoDirectoriesHaveDifferentInstanceIds() throws IOException {
    try (DataDirectory first = open();
        DataDirectory second = DataDirectory.open(parent.resolve("other"))) {
      assertThat(first.instance()).isNotEqualTo(second.instance());
    }
  }

  @Test
  void aDraftOfAnInstanceIdLeftByACrashIsNotBelieved() throws IOException {
    Files.createDirectories(directory());
    Files.writeString(
        directory().resolve("instance-id.tmp"), "half-of-one-and-much-longer-than-it");
    try (DataDirectory data = open()) {
      assertThat(data.instance()).hasSize(16);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "../../etc", "Upper", "two words", "a/b", "tab\tbed"})
  void anInstanceIdThatIsNoNameIsRefused(String text) throws IOException {
    Files.createDirectories(directory());
    Files.writeString(directory().resolve("instance-id"), text);

    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("instance-id");
    assertThat(directory().resolve("instance-id")).hasContent(text);
    Files.writeString(directory().resolve("instance-id"), "repaired\n");
    try (DataDirectory data = open()) {
      assertThat(data.instance()).as("the refusal held no lock").isEqualTo("repaired");
    }
  }

  @Test
  void itIsHeldByOneAtATime() throws IOException {
    try (DataDirectory _ = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by this process");
    }
    open().close();
  }

  @Test
  void aDirectoryThatCannotBeMadeIsRefused() throws IOException {
    Files.writeString(directory(), "a file");

    assertThatThrownBy(this::open).isInstanceOf(IOException.class);
  }

  @Test
  void epochsOfAllLogsAreFoundOldestFirst() throws IOException {
    try (DataDirectory data = open()) {
      for (String epoch :
          List.of(
              "b/y/0/00000001",
              "a/x/0/00000010",
              "a/x/0/00000002",
              "a/x/7/00000001",
              "a/x/12/00000003")) {
        Files.createDirectories(data.walRoot().resolve(epoch));
      }

      assertThat(data.epochs())
          .extracting(it -> it.wal() + "/" + it.epoch())
          .containsExactly("a/x/0/2", "a/x/0/10", "a/x/12/3", "a/x/7/1", "b/y/0/1");
    }
  }

  @Test
  void aNewDirectoryHasNoEpochs() throws IOException {
    try (DataDirectory data = open()) {
      assertThat(data.epochs()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upper/x/0/00000001",
        "a/.hidden/0/00000001",
        "a/x y/0/00000001",
        "a/x/partition/00000001",
        "a/x/00/00000001",
        "a/x/-1/00000001",
        "a/x/100000/00000001",
        "a/x/0/1",
        "a/x/0/00000000",
        "a/x/0/000000001",
        "a/x/0/0000000a",
        "lost+found/x/0/00000001"
      })
  void whatIsNoEpochIsPassedOver(String hostile) throws IOException {
    try (DataDirectory data = open()) {
      Files.createDirectories(data.walRoot().resolve("a/x/0/00000001"));
      Files.createDirectories(data.walRoot().resolve(hostile));

      assertThat(data.epochs()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"file", "a/file", "a/x/5", "a/x/0/00000002", "a/x/0/.DS_Store"})
  void filesWhereDirectoriesAreExpectedArePassedOver(String file) throws IOException {
    try (DataDirectory data = open()) {
      Files.createDirectories(data.walRoot().resolve("a/x/0/00000001"));
      Files.writeString(data.walRoot().resolve(file), "");

      assertThat(data.epochs()).hasSize(1);
    }
  }

  private Path directory() {
    return parent.resolve("data");
  }

  private DataDirectory open() throws IOException {
    return DataDirectory.open(directory());
  }
}
