package io.edgemq.views.rows;

import io.edgemq.views.definition.TimestampText;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import org.jspecify.annotations.Nullable;

/// Dates and times: ISO-8601, or milliseconds since the epoch. Everything is UTC, to the
/// microsecond.
final class Times {
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int MICROS_PER_SECOND = 1_000_000;
  private static final int MILLIS_PER_SECOND = 1_000;
  private static final int DATE_LENGTH = 10;
  private static final int SECONDS_LENGTH = 19;
  private static final int MICROS_LENGTH = 26;
  private static final int NANOS_LENGTH = 29;

  /// What 64 bits of microseconds hold.
  private static final long MILLIS_MAX = Long.MAX_VALUE / 1_000;

  /// Years of which all microseconds fit 64 bits, and all days 32.
  private static final int YEAR_MAX = 290_000;

  private Times() {}

  /// A timestamp of a text, a date being its midnight; null if it is none. A blank will do for the
  /// `T`.
  static @Nullable LocalDateTime timestamp(String written) {
    String text = written.strip();
    LocalDateTime usual = usual(text);
    return usual == null ? parsed(text) : usual;
  }

  /// A timestamp of a text of any form.
  static @Nullable LocalDateTime parsed(String stripped) {
    String text = stripped;
    if (text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == ' ') {
      text = text.substring(0, DATE_LENGTH) + 'T' + text.substring(DATE_LENGTH + 1);
    }
    try {
      TemporalAccessor parsed =
          TimestampText.FORMAT.parseBest(
              text, OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
      return switch (parsed) {
        case OffsetDateTime it ->
            micros(it.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime());
        case LocalDateTime it -> micros(it);
        case LocalDate it -> micros(it.atStartOfDay());
        default -> null;
      };
    } catch (DateTimeException _) {
      return null;
    }
  }

  /// What most clocks write, `2026-11-23T06:07:08` with at most six digits of a fraction and `Z` or
  /// no zone, without a formatter, which takes more than a microsecond; null if it is not that.
  private static @Nullable LocalDateTime usual(String text) {
    int end = text.endsWith("Z") ? text.length() - 1 : text.length();
    if (end < SECONDS_LENGTH
        || end > MICROS_LENGTH
        || end == SECONDS_LENGTH + 1
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || (text.charAt(DATE_LENGTH) != 'T' && text.charAt(DATE_LENGTH) != ' ')
        || text.charAt(13) != ':'
        || text.charAt(16) != ':'
        || (end > SECONDS_LENGTH && text.charAt(SECONDS_LENGTH) != '.')) {
      return null;
    }
    int fraction = end > SECONDS_LENGTH ? number(text, SECONDS_LENGTH + 1, end) : 0;
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, DATE_LENGTH);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, SECONDS_LENGTH);
    if ((year | month | day | hour | minute | second | fraction) < 0) {
      return null;
    }
    int nanos = fraction;
    for (int length = end; length < NANOS_LENGTH; length++) {
      nanos *= 10;
    }
    try {
      return LocalDateTime.of(year, month, day, hour, minute, second, nanos);
    } catch (DateTimeException _) {
      return null;
    }
  }

  /// The number of these digits; negative if one of them is none.
  private static int number(String text, int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Integer.MIN_VALUE;
      }
      number = number * 10 + digit;
    }
    return number;
  }

  /// A time of day; null if it is none.
  static @Nullable LocalTime time(String text) {
    try {
      LocalTime time = LocalTime.parse(text.strip());
      return time.equals(time.truncatedTo(ChronoUnit.MICROS)) ? time : null;
    } catch (DateTimeException _) {
      return null;
    }
  }

  static LocalDateTime ofMillis(long millis) throws Unfit {
    if (Math.abs(millis / 2) > MILLIS_MAX / 2) {
      throw Unfit.range("a time of " + millis + " milliseconds since the epoch");
    }
    return LocalDateTime.ofEpochSecond(
        Math.floorDiv(millis, MILLIS_PER_SECOND),
        Math.floorMod(millis, MILLIS_PER_SECOND) * NANOS_PER_MILLI,
        ZoneOffset.UTC);
  }

  /// Microseconds since the epoch.
  static long micros(LocalDateTime timestamp, ZoneOffset zone) {
    return timestamp.toEpochSecond(zone) * MICROS_PER_SECOND
        + timestamp.get(ChronoField.MICRO_OF_SECOND);
  }

  /// Milliseconds since the epoch, towards the epoch.
  static long millis(LocalDateTime timestamp) {
    return micros(timestamp, ZoneOffset.UTC) / MILLIS_PER_SECOND;
  }

  private static @Nullable LocalDateTime micros(LocalDateTime timestamp) {
    return timestamp.equals(timestamp.truncatedTo(ChronoUnit.MICROS))
            && Math.abs(timestamp.getYear()) <= YEAR_MAX
        ? timestamp
        : null;
  }
}
