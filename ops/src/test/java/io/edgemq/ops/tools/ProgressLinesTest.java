package io.edgemq.ops.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
  private final StringWriter text = new StringWriter();
  private Instant now = Instant.EPOCH;

  @Test
  void thereIsALineEveryFewSeconds() {
    try (var progress =
        new ProgressLines(new PrintWriter(text, true), "Reading", "s", 1000, () -> now)) {
      progress.at(1, 9000, "too soon");
      now = now.plus(ProgressLines.PAUSE);
      progress.at(3000, 9000, "half");
      progress.at(3001, 9000, "too soon");
      now = now.plus(ProgressLines.PAUSE);
      progress.at(6999, 9000, "");
    }

    assertThat(text.toString().lines())
        .containsExactly("Reading: 3 of 9 s, half", "Reading: 6 of 9 s");
  }
}
