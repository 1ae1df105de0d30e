package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The program `edgemq`, with the class path of the tests.
final class EdgemqProgram {
  /// Only the first of the two compilers: half of the CPU time of a node that lives for seconds is
  /// the second one's.
  private static final String FAST_START = "-XX:TieredStopAtLevel=1";

  private EdgemqProgram() {}

  /// What starts it in a process of its own.
  static List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx" + NodeProcess.HEAP_BYTES_MAX,
            FAST_START,
            "-cp",
            System.getProperty("java.class.path"),
            "io.edgemq.ops.Main"));
    command.addAll(List.of(arguments));
    return command;
  }

  /// Runs it to its end, which is to be exit code 0.
  ///
  /// @return what it said
  static String run(String... arguments) throws IOException, InterruptedException {
    InstalledProgram.Result result = InstalledProgram.run(Path.of("/dev/null"), command(arguments));
    assertThat(result.exitCode())
        .as("%s: %s", String.join(" ", arguments), result.output())
        .isZero();
    return result.output();
  }

  /// Holds an object store against its markers.
  static void verify(Path objects) throws IOException, InterruptedException {
    assertThat(run("verify", objects.toString())).contains("Sound: every object is as its marker");
  }
}
