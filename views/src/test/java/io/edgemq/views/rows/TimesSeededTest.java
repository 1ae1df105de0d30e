package io.edgemq.views.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimesSeededTest {
  private static final int TEXTS = 20_000;
  private static final String CHARACTERS = "0123456789-:.TZ+ z";

  /// Whatever is near the usual form.
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2})
  void theShortWayReadsWhatTheFormatterReads(long seed) {
    var random = new Random(seed);
    int read = 0;
    for (int i = 0; i < TEXTS; i++) {
      String text = text(random);

      assertThat(Times.timestamp(text)).as("%s", text).isEqualTo(Times.parsed(text.strip()));
      read += Times.timestamp(text) == null ? 0 : 1;
    }
    assertThat(read).isBetween(TEXTS / 10, TEXTS * 9 / 10);
  }

  @Test
  void theLastMicrosecondOfALeapDayIsRead() {
    assertThat(Times.timestamp("2024-02-29 23:59:59.999999Z"))
        .hasToString("2024-02-29T23:59:59.999999");
    assertThat(Times.timestamp("2023-02-29T00:00:00")).isNull();
  }

  private static String text(Random random) {
    var text =
        new StringBuilder(
            "%04d-%02d-%02d%c%02d:%02d:%02d"
                .formatted(
                    random.nextInt(10_000),
                    random.nextInt(14),
                    random.nextInt(32),
                    random.nextInt(8) == 0 ? ' ' : 'T',
                    random.nextInt(25),
                    random.nextInt(61),
                    random.nextInt(61)));
    if (random.nextBoolean()) {
      text.append('.');
      for (int digits = random.nextInt(10); digits > 0; digits--) {
        text.append((char) ('0' + random.nextInt(10)));
      }
    }
    text.append(random.nextBoolean() ? "Z" : random.nextInt(4) == 0 ? "+01:30" : "");
    if (random.nextInt(4) == 0) {
      text.setCharAt(
          random.nextInt(text.length()), CHARACTERS.charAt(random.nextInt(CHARACTERS.length())));
    }
    return text.toString();
  }
}
