package io.edgemq.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PaddedReadingsTest {
  @Test
  void everyReadingIsAsLongAsIsWanted() {
    var readings = new PaddedReadings(120);
    for (long sequence : new long[] {0, 999, 1_000_000_000_000L}) {
      ByteBuffer out = ByteBuffer.allocate(readings.messageBytesMax());
      readings.payload(3, sequence, out);

      assertThat(StandardCharsets.US_ASCII.decode(out.flip()).toString())
          .hasSize(120)
          .startsWith("{\"device_id\":\"d-0003\",\"seq\":" + sequence + ",\"temp\":")
          .endsWith("x\"}");
    }
  }

  @Test
  void whatHasNoRoomForAReadingIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PaddedReadings(99));
  }
}
