package io.edgemq.ops.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressBarsTest {
  @Test
  void theBarStaysOnOneLineAndIsGoneAtTheEnd() {
    var text = new StringWriter();

    try (var bar = new ProgressBars(new PrintWriter(text), "Reading", "segments", 1)) {
      bar.at(1, 2, "a note that is longer than what is left of the line: " + "x".repeat(80));
      bar.at(2, 2, "");
    }

    assertThat(text.toString()).doesNotContain("\n").endsWith(" ".repeat(79) + "\r");
    assertThat(text.toString().split("\r")).allMatch(it -> it.length() <= 79);
  }

  @Test
  void withoutAnythingToDoThereIsNothingToSee() {
    var text = new StringWriter();

    new ProgressBars(new PrintWriter(text), "Reading", "segments", 1).close();

    assertThat(text.toString()).isEmpty();
  }
}
