package io.edgemq.ops.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberedReadingsTest {
  private final NumberedReadings readings = new NumberedReadings();

  private static String text(ByteBuffer out) {
    return StandardCharsets.US_ASCII.decode(out.flip()).toString();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "17,1234", "9999,9", "10000,10", "2147483647,9223372036854775807"})
  void aReadingIsPlainJson(int connection, long sequence) {
    ByteBuffer out = ByteBuffer.allocate(readings.messageBytesMax());
    readings.topic(connection, sequence, out);
    assertThat(text(out))
        .isEqualTo(String.format(Locale.ROOT, "sensors/d-%04d/temperature", connection));

    out.clear();
    readings.payload(connection, sequence, out);
    assertThat(text(out))
        .isEqualTo(
            String.format(
                Locale.ROOT,
                "{\"device_id\":\"d-%04d\",\"seq\":%d,\"temp\":%.2f,\"humidity\":%d}",
                connection,
                sequence,
                NumberedReadings.centidegrees(connection, sequence) / 100.0,
                NumberedReadings.humidity(connection, sequence)));
  }

  @Test
  void aSecondLoadGoesOnWithTheDevicesBehindTheFirst() {
    ByteBuffer out = ByteBuffer.allocate(readings.messageBytesMax());
    readings.topic(53, 7, out);
    readings.payload(53, 7, out);
    String expected = text(out);

    out.clear();
    new NumberedReadings(50).topic(3, 7, out);
    new NumberedReadings(50).payload(3, 7, out);
    assertThat(text(out)).isEqualTo(expected);
  }

  @Test
  void theLargestReadingFitsWithItsTopic() {
    ByteBuffer out = ByteBuffer.allocate(readings.messageBytesMax());
    readings.topic(Integer.MAX_VALUE, Long.MAX_VALUE, out);
    readings.payload(Integer.MAX_VALUE, Long.MAX_VALUE, out);

    assertThat(out.remaining()).isNotNegative();
  }

  @Test
  void valuesStayInTheirRangesAndVary() {
    int[] temperatures = new int[2_000];
    for (int connection = 0; connection < 20; connection++) {
      for (int sequence = 0; sequence < 1_000; sequence++) {
        int centidegrees = NumberedReadings.centidegrees(connection, sequence);
        assertThat(centidegrees).isBetween(1_500, 3_499);
        assertThat(NumberedReadings.humidity(connection, sequence)).isBetween(20, 89);
        temperatures[centidegrees - 1_500]++;
      }
    }
    assertThat(temperatures).doesNotContain(0);
  }

  @ParameterizedTest
  @CsvSource({
    "0,1,0",
    "9,1,9",
    "10,1,10",
    "7,2,07",
    "99,2,99",
    "100,2,100",
    "9223372036854775807,1,9223372036854775807",
    "5,19,0000000000000000005"
  })
  void decimalsAreWrittenFromTheLeft(long value, int digitsMin, String expected) {
    ByteBuffer out = ByteBuffer.allocate(Decimals.DIGITS_MAX);
    Decimals.put(value, digitsMin, out);

    assertThat(text(out)).isEqualTo(expected);
  }
}
