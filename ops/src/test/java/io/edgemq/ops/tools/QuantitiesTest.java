package io.edgemq.ops.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuantitiesTest {
  @Test
  void countsHaveThousands() {
    assertThat(Quantities.count(1_234_567)).isEqualTo("1,234,567");
    assertThat(Quantities.count(1, "fault")).isEqualTo("1 fault");
    assertThat(Quantities.count(0, "fault")).isEqualTo("0 faults");
  }

  @Test
  void bytesHaveTheUnitThatSuitsThem() {
    assertThat(Quantities.bytes(0)).isEqualTo("0 B");
    assertThat(Quantities.bytes(1023)).isEqualTo("1023 B");
    assertThat(Quantities.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(Quantities.bytes(12_897_485)).isEqualTo("12.3 MiB");
    assertThat(Quantities.bytes(5L << 40)).isEqualTo("5.0 TiB");
    assertThat(Quantities.bytes(Long.MAX_VALUE)).isEqualTo("8,388,608.0 TiB");
  }

  @Test
  void ratiosAndTimesAreShort() {
    assertThat(Quantities.ratio(105, 10)).isEqualTo("10.5");
    assertThat(Quantities.ratio(105, 0)).isEqualTo("-");
    assertThat(Quantities.seconds(Duration.ofMillis(3210))).isEqualTo("3.2 s");
    assertThat(Quantities.millis(1_234_567)).isEqualTo("1,234.6 ms");
  }
}
