package io.edgemq.ingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeptBytesTest {
  private static final int ANNOUNCED = 200_000_000;

  @Test
  void anAnnouncedLengthCostsNothing() {
    var kept = new KeptBytes();

    kept.add(new byte[5], 0, 5, ANNOUNCED);

    assertThat(kept.bytes()).hasSizeLessThan(100);
  }

  @Test
  void theArrayGrowsInStepWithWhatIsThere() {
    var kept = new KeptBytes();
    byte[] expected = new byte[100_000];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) i;
    }

    for (int at = 0; at < expected.length; at += 100) {
      kept.add(expected, at, 100, ANNOUNCED);
      assertThat(kept.bytes().length).isLessThanOrEqualTo(2 * (at + 100));
    }

    assertThat(Arrays.copyOf(kept.bytes(), kept.length())).isEqualTo(expected);
  }

  @Test
  void theArrayGrowsNoFurtherThanToThePacket() {
    var kept = new KeptBytes();

    kept.add(new byte[90], 0, 90, 100);
    kept.add(new byte[5], 0, 5, 100);

    assertThat(kept.bytes()).hasSize(100);
  }

  @Test
  void whatIsClearedTakesNoRoom() {
    var kept = new KeptBytes();
    kept.add(new byte[1000], 0, 1000, 1000);

    kept.clear();

    assertThat(kept.isEmpty()).isTrue();
    assertThat(kept.bytes()).isEmpty();
  }
}
