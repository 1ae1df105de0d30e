package io.edgemq.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The scripts in the shells that they are for.
class CompletionCommandTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "edgemq adm, admin",
    "./edgemq view pre, preview",
    "edgemq view preview --timest, --timestamp-ms",
    "edgemq admin key cr, create",
    "edgemq gen --shape b, burst",
    "edgemq completion z, zsh",
    "edgemq admin show end, endpoints",
    "edgemq gen --view-schema v, vehicles",
  })
  void bashCompletesCommandsOptionsAndValues(String line, String completed) throws Exception {
    requireShell("bash");
    String words = line.replaceAll(" +", " ");
    String program =
        """
        source '%s'
        COMP_WORDS=(%s)
        COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
        COMP_LINE='%s'
        COMP_POINT=${#COMP_LINE}
        function=$(complete -p edgemq | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        $function "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%%s\\n' "${COMPREPLY[@]}"
        """
            .formatted(script("bash"), words, words);

    assertThat(output("bash", "--norc", "-c", program).lines()).contains(completed);
  }

  @Test
  void zshTakesTheScript() throws Exception {
    requireShell("zsh");
    String program =
        """
        source '%s'
        print -r -- ${_comps[edgemq]}
        COMP_WORDS=(edgemq adm)
        COMP_CWORD=1
        _complete_edgemq edgemq adm edgemq
        print -rl -- $COMPREPLY
        """
            .formatted(script("zsh"));

    assertThat(output("zsh", "-f", "-c", program).lines().toList())
        .hasSizeGreaterThanOrEqualTo(2)
        .contains("admin")
        .first()
        .asString()
        .contains("_bash_complete", "_complete_edgemq");
  }

  @Test
  void filesAreCompletedWhereNothingElseIs() {
    assertThat(ProgramRun.of("completion", "bash").out())
        .contains("compopt -o default", "complete -F _complete_edgemq -o default edgemq")
        .doesNotContain("+o default");
  }

  @Test
  void anotherShellIsRefused() {
    ProgramRun run = ProgramRun.of("completion", "fish");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("expected one of [BASH, ZSH]");
  }

  private Path script(String shell) throws IOException {
    ProgramRun run = ProgramRun.of("completion", shell);
    assertThat(run.exitCode()).isZero();
    return Files.writeString(folder.resolve("script"), run.out());
  }

  private static void requireShell(String name) {
    boolean isThere =
        Stream.of("/bin/", "/usr/bin/").anyMatch(it -> Files.isExecutable(Path.of(it + name)));
    if ("true".equalsIgnoreCase(System.getenv("CI"))) {
      assertThat(isThere).as(name + " is installed").isTrue();
    }
    assumeTrue(isThere, name + " is not installed");
  }

  private String output(String... command) throws Exception {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return Files.readString(out, UTF_8);
  }
}
