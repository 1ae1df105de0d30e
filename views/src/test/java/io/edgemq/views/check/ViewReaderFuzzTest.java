package io.edgemq.views.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.edgemq.views.check.CheckedView.Faulty;
import io.edgemq.views.check.CheckedView.Valid;

/// Any bytes as a definition.
class ViewReaderFuzzTest {
  @FuzzTest
  void anyBytesAreADefinitionOrHaveFaults(byte[] input) {
    switch (ViewReader.read(input)) {
      case Valid valid -> assertThat(ViewReader.read(input)).isEqualTo(valid);
      case Faulty faulty -> {
        assertThat(faulty.faults()).isNotEmpty();
        for (Fault fault : faulty.faults()) {
          assertThat(fault.line()).isPositive();
          assertThat(fault.column()).isPositive();
          assertThat(fault.message()).isNotBlank().doesNotContain("\n");
        }
      }
    }
  }
}
