package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A program that is given lines and says in lines what happens. For one thread at a time.
final class RunningProgram implements AutoCloseable {
  private final Process process;
  private final Path output;
  private final Writer input;
  private List<String> seen = List.of();

  private RunningProgram(Process process, Path output) {
    this.process = process;
    this.output = output;
    input = process.outputWriter(StandardCharsets.US_ASCII);
  }

  /// Starts it and returns at once.
  static RunningProgram start(ProcessBuilder builder) throws IOException {
    Path output = Files.createTempFile("program-", ".out");
    Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
    return new RunningProgram(process, output);
  }

  /// Gives it lines.
  void send(List<String> lines) throws IOException {
    for (String line : lines) {
      input.write(line + "\n");
    }
    input.flush();
  }

  /// What it has said so far.
  List<String> lines() throws IOException {
    seen = Files.readString(output).lines().toList();
    return seen;
  }

  /// Returns once what it has said fulfils a condition.
  ///
  /// @param what in words, for the failure
  void await(String what, Predicate<List<String>> condition) throws Exception {
    Await.until(
        () -> what + "; the program said " + seen,
        () -> {
          boolean hasEnded = !process.isAlive();
          List<String> lines = lines();
          boolean holds = condition.test(lines);
          assertThat(holds || !hasEnded)
              .as("%s; the program ended and said %s", what, lines)
              .isTrue();
          return holds;
        });
  }

  /// Ends its input and waits for its end.
  ///
  /// @return the exit code
  int finish() throws IOException, InterruptedException {
    input.close();
    assertThat(process.waitFor(Await.BOUND.toMillis(), TimeUnit.MILLISECONDS))
        .as("the program has ended; it said %s", lines())
        .isTrue();
    return process.exitValue();
  }

  /// `kill -9`: the program gets no chance to do anything.
  ///
  /// @return the exit code
  int kill() throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(Await.BOUND.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    Files.delete(output);
  }
}
