package io.edgemq.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
  @TempDir private Path folder;

  @Test
  void aSecondOfItEndsInAProofThatTheFolderAgreesWith() throws IOException {
    Path files = folder.resolve("the demo");

    ProgramRun run =
        ProgramRun.of("demo", "--seconds", "1", "--clients", "4", "--dir", files.toString());

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).startsWith("Nothing acknowledged was lost").doesNotContain("\u001b[");
    long acknowledged = number(run, "acknowledged");
    assertThat(acknowledged).isPositive().isEqualTo(number(run, "found"));
    assertThat(number(run, "segments")).isEqualTo(markers(files));
    assertThat(run.out())
        .containsPattern(" d-000\\d +\\| \\d{4}-.* \\| sensors/d-000\\d/temperature")
        .contains(
            "0 dead letters",
            "  ./edgemq verify '" + files.resolve("objects") + "'",
            "  rm -r '" + files + "'");

    ProgramRun verified = ProgramRun.of("verify", files.resolve("objects").toString());
    assertThat(verified.exitCode()).isZero();
    assertThat(number(verified, "markers")).isEqualTo(number(run, "segments"));
    assertThat(number(verified, "frames"))
        .isGreaterThanOrEqualTo(acknowledged)
        .isLessThanOrEqualTo(number(run, "sent") + number(run, "duplicates"));
    assertThat(segmentOfTheExample(run)).isRegularFile();
  }

  @Test
  void aFolderThatHoldsSomethingIsRefused() throws IOException {
    Files.createFile(folder.resolve("something"));

    ProgramRun run = ProgramRun.of("demo", "--dir", folder.toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("is not an empty folder; allowed: a new or empty one");
  }

  @Test
  void whatIsOutOfRangeIsRefused() {
    assertThat(ProgramRun.of("demo", "--seconds", "0").err())
        .contains("--seconds is 0; allowed: 1 to 60");
    assertThat(ProgramRun.of("demo", "--clients", "1001").err())
        .contains("--clients is 1001; allowed: 1 to 1000");
  }

  /// The number in a row of the table.
  private static long number(ProgramRun run, String row) {
    Matcher matcher = Pattern.compile("(?m)^  " + row + " +([0-9,]+)").matcher(run.out());
    assertThat(matcher.find()).as("%s in %s", row, run.out()).isTrue();
    return Long.parseLong(matcher.group(1).replace(",", ""));
  }

  private static Path segmentOfTheExample(ProgramRun run) {
    Matcher matcher = Pattern.compile("segment cat '(.+)' \\| head -3").matcher(run.out());
    assertThat(matcher.find()).as(run.out()).isTrue();
    return Path.of(matcher.group(1));
  }

  private static long markers(Path files) throws IOException {
    try (Stream<Path> paths = Files.walk(files.resolve("objects"))) {
      return paths.filter(it -> it.toString().endsWith(".json")).count();
    }
  }
}
