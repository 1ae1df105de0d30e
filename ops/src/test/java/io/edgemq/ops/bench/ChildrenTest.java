package io.edgemq.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// With processes of the shell.
@Timeout(60)
class ChildrenTest {
  private static final Pattern READY = Pattern.compile("(?m)^ready (\\d+)$");
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private Path below;

  private static List<String> shell(String script) {
    return List.of("/bin/sh", "-c", script);
  }

  private long left() throws IOException {
    try (Stream<Path> files = Files.list(below)) {
      return files.count();
    }
  }

  @Test
  void allEndWithTheirFolder() throws Exception {
    ChildProcess child;
    try (var children = new Children(below)) {
      Path folder = children.folder("one");
      Files.createDirectories(folder.resolve("deep/below"));
      child = children.start("it", shell("echo ready 7; exec sleep 600"), folder.resolve("log"));

      assertThat(child.await(READY, SOON).group(1)).isEqualTo("7");
      assertThat(child.isAlive()).isTrue();
      assertThat(child.cpuNanos()).isPresent();
      assertThat(left()).isOne();
    }
    assertThat(child.isAlive()).isFalse();
    assertThat(left()).isZero();
  }

  @Test
  void nothingIsStartedOnceTheyHaveEnded() throws Exception {
    var children = new Children(below);
    children.close();

    assertThatIOException()
        .isThrownBy(() -> children.start("it", shell("exit"), below.resolve("log")));
    assertThatIOException().isThrownBy(() -> children.folder("one"));
  }

  @Test
  void oneThatDoesNotStartIsQuoted() throws Exception {
    try (var children = new Children(below)) {
      Path log = children.folder("one").resolve("log");
      ChildProcess child = children.start("it", shell("echo no such thing; exit 3"), log);

      assertThatIOException()
          .isThrownBy(() -> child.await(READY, SOON))
          .withMessage("it did not start; it said: no such thing");
    }
  }

  @Test
  void oneThatFailsIsQuoted() throws Exception {
    try (var children = new Children(below)) {
      Path log = children.folder("one").resolve("log");
      ChildProcess child = children.start("it", shell("seq 9 >&2; exit 1"), log);

      assertThatIOException()
          .isThrownBy(() -> child.awaitEnd(SOON))
          .withMessage("it failed; it said: 5\n  6\n  7\n  8\n  9");
    }
  }
}
