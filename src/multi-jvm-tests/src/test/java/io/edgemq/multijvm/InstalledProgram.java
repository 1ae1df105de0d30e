package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Programs that are not ours and may not be installed. In CI, where the environment has `CI=true`,
/// they must be.
final class InstalledProgram {
  private static final Map<List<String>, Boolean> CHECKED = new ConcurrentHashMap<>();

  private InstalledProgram() {}

  /// What a program came to.
  record Result(int exitCode, String output) {}

  /// Skips the test if a program cannot be run; in CI it fails.
  ///
  /// @param packages of Debian that bring it, and what else is to be done
  /// @param check a command that ends with 0 if it can
  static void require(String packages, List<String> check) throws Exception {
    String missing = "install " + packages + " (this did not work: " + check + ")";
    Boolean known = CHECKED.get(check);
    boolean isThere = known != null ? known : endsWell(check);
    CHECKED.put(check, isThere);
    String ci = System.getenv("CI");
    if (ci != null && ci.toLowerCase(Locale.ROOT).equals("true")) {
      assertThat(isThere).as(missing).isTrue();
    }
    assumeTrue(isThere, missing);
  }

  /// Whether a command can be run and ends with 0.
  static boolean endsWell(List<String> check) throws InterruptedException {
    try {
      return run(Path.of("/dev/null"), check).exitCode() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  /// Runs a program to its end.
  ///
  /// @param input what it reads
  static Result run(Path input, List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("program-", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean hasEnded = process.waitFor(Await.BOUND.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(hasEnded).as("%s has ended", command).isTrue();
      return new Result(process.exitValue(), Files.readString(output));
    } finally {
      process.destroyForcibly();
      Files.delete(output);
    }
  }
}
