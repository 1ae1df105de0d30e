package io.edgemq.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void helpHasExamplesAndExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Examples:", "Exit codes:", "start");
    assertThat(run("start", "--help")).isZero();
    assertThat(out.toString()).contains("edgemq start --config edge.conf -D mqtt.port=0");
  }

  @Test
  void theVersionIsTold() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).startsWith("edgemq ");
  }

  @Test
  void wrongUsageSaysWhereToLook() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("strat")).isEqualTo(2);
    assertThat(run("start", "--port", "1")).isEqualTo(2);
    assertThat(err.toString())
        .contains(
            "a command is missing", "Did you mean: edgemq start?", "Try: edgemq start --help");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void wrongSettingsAreListedOnStderr() {
    int code = run("start", "-D", "mqtt.port=x", "-Dregion=A", "-D", "edgemq.wal.sync=no");

    assertThat(code).isEqualTo(2);
    assertThat(err.toString())
        .contains("edgemq: 3 faults", "edgemq.mqtt.port: ", "edgemq.region: ", "edgemq.wal.sync: ");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aMissingFileIsAFaultOfUsage() {
    assertThat(run("start", "--config", "no-such-file.conf")).isEqualTo(2);
    assertThat(err.toString()).contains("no-such-file.conf: there is no such file");
  }

  @Test
  void whatFailsOutsideTheProgramIsOneLine() {
    assertThat(fail(new IOException("cannot listen on port 1883"))).isEqualTo(1);
    assertThat(err.toString()).isEqualToIgnoringNewLines("edgemq: cannot listen on port 1883");
  }

  @Test
  void aMessageThatIsOnlyAPathIsExplained() {
    assertThat(fail(new NoSuchFileException("/a/b"))).isEqualTo(1);
    assertThat(err.toString()).contains("/a/b: there is no such file or folder");
  }

  @Test
  void whatFilesFailWithIsExplainedWhereverItComesFrom() {
    assertThat(fail(new UncheckedIOException(new AccessDeniedException("/a")))).isEqualTo(1);
    assertThat(fail(new FileSystemException("/b", null, "Read-only file system"))).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "edgemq: /a: no permission; run this as the user whom it belongs to",
            "edgemq: /b: read-only file system");
  }

  @Test
  void aCommandThatIsNotThereLeadsToThoseThatAre() {
    assertThat(run("segment", "dog")).isEqualTo(2);
    assertThat(run("segment")).isEqualTo(2);
    assertThat(err.toString())
        .contains("edgemq segment has no command 'dog'", "Commands: cat", "a command is missing");
  }

  @Test
  void theUnexpectedIsOneLineAndAFile() {
    assertThat(fail(new IllegalStateException("ing_live_abc"))).isEqualTo(70);

    String[] lines = err.toString().split("\\R");
    assertThat(lines).hasSize(2);
    assertThat(lines[0]).isEqualTo("edgemq: IllegalStateException: ing_live_…");
    Path details = Path.of(lines[1].replace("edgemq: details are in ", ""));
    assertThat(details).content().contains("at io.edgemq.ops.MainTest").doesNotContain("_abc");
    assertThat(details.toFile().delete()).isTrue();
  }

  private int run(String... arguments) {
    return execute(Main.commandLine(), arguments);
  }

  private int fail(Exception failure) {
    return execute(Main.commandLine().addSubcommand(new Failing(failure)), "fail");
  }

  private int execute(CommandLine program, String... arguments) {
    return program
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @Command(name = "fail")
  private record Failing(Exception failure) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      throw failure;
    }
  }
}
