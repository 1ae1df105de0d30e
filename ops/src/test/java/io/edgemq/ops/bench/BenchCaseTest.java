package io.edgemq.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchCaseTest {
  @ParameterizedTest
  @EnumSource
  void aCaseIsFoundByItsLabel(BenchCase one) {
    assertThat(BenchCase.of(one.label())).hasValue(one);
    assertThat(BenchCase.labels()).contains(one.label());
  }

  @Test
  void anotherLabelIsNone() {
    assertThat(BenchCase.of("Dense")).isEmpty();
  }

  @Test
  void aProgramIsTheFirstOnThePath(@TempDir Path folder) throws IOException {
    Path first = Files.createDirectory(folder.resolve("a"));
    Path second = Files.createDirectory(folder.resolve("b"));
    Files.createFile(first.resolve("a-program"));
    Path program = Files.createFile(second.resolve("a-program"));
    assertThat(program.toFile().setExecutable(true)).isTrue();

    assertThat(Installed.program("a-program", first + "::" + second)).hasValue(program);
    assertThat(Installed.program("a-program", "")).isEmpty();
  }
}
