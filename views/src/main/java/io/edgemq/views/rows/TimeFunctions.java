package io.edgemq.views.rows;

import io.edgemq.views.definition.DateUnit;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

/// Functions of timestamps.
final class TimeFunctions {
  private static final int HALF_DAY = 12;
  private static final int WEEK = 7;

  private TimeFunctions() {}

  /// The begin of the span that a timestamp is in; decades, centuries and millennia begin with the
  /// years 0.
  static LocalDateTime truncated(DateUnit unit, LocalDateTime at) {
    return switch (unit) {
      case MILLENNIUM -> years(at, 1_000);
      case CENTURY -> years(at, 100);
      case DECADE -> years(at, 10);
      case YEAR -> years(at, 1);
      case QUARTER -> day(at.toLocalDate().with(IsoFields.DAY_OF_QUARTER, 1));
      case MONTH -> day(at.toLocalDate().withDayOfMonth(1));
      case WEEK -> day(at.toLocalDate().with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
      case DAY -> at.truncatedTo(ChronoUnit.DAYS);
      case HOUR -> at.truncatedTo(ChronoUnit.HOURS);
      case MINUTE -> at.truncatedTo(ChronoUnit.MINUTES);
      case SECOND -> at.truncatedTo(ChronoUnit.SECONDS);
      case MILLISECOND -> at.truncatedTo(ChronoUnit.MILLIS);
      case MICROSECOND -> at;
    };
  }

  private static LocalDateTime years(LocalDateTime at, int span) {
    return day(LocalDate.of(at.getYear() / span * span, 1, 1));
  }

  private static LocalDateTime day(LocalDate date) {
    return date.atStartOfDay();
  }

  /// As a format of DuckDB's `strftime` says; the format is checked.
  static String formatted(LocalDateTime at, String format) {
    var text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char it = format.charAt(i);
      if (it != '%') {
        text.append(it);
        continue;
      }
      boolean isPadded = format.charAt(++i) != '-';
      String field = field(at, format.charAt(isPadded ? i : ++i));
      text.append(isPadded ? field : field.replaceFirst("^0+(?=.)", ""));
    }
    return text.toString();
  }

  private static String field(LocalDateTime at, char specifier) {
    int sinceSunday = at.getDayOfWeek().getValue() % WEEK;
    int sinceMonday = at.getDayOfWeek().getValue() - 1;
    int day = at.getDayOfYear() - 1;
    int hour = at.getHour() % HALF_DAY;
    return switch (specifier) {
      case 'a' -> at.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'A' -> at.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'b', 'h' -> at.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
      case 'B' -> at.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case 'c' -> formatted(at, "%Y-%m-%d %H:%M:%S");
      case 'x' -> formatted(at, "%Y-%m-%d");
      case 'X', 'T' -> formatted(at, "%H:%M:%S");
      case 'd' -> digits(at.getDayOfMonth(), 2);
      case 'f' -> digits(at.get(ChronoField.MICRO_OF_SECOND), 6);
      case 'n' -> digits(at.get(ChronoField.NANO_OF_SECOND), 9);
      case 'g' -> digits(at.get(ChronoField.MILLI_OF_SECOND), 3);
      case 'G' -> digits(at.get(IsoFields.WEEK_BASED_YEAR), 4);
      case 'H' -> digits(at.getHour(), 2);
      case 'I' -> digits(hour == 0 ? HALF_DAY : hour, 2);
      case 'j' -> digits(day + 1, 3);
      case 'm' -> digits(at.getMonthValue(), 2);
      case 'M' -> digits(at.getMinute(), 2);
      case 'p' -> at.getHour() < HALF_DAY ? "AM" : "PM";
      case 'S' -> digits(at.getSecond(), 2);
      case 'u' -> digits(sinceMonday + 1, 1);
      case 'w' -> digits(sinceSunday, 1);
      case 'U' -> digits((day + WEEK - sinceSunday) / WEEK, 2);
      case 'W' -> digits((day + WEEK - sinceMonday) / WEEK, 2);
      case 'V' -> digits(at.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2);
      case 'y' -> digits(Math.floorMod(at.getYear(), 100), 2);
      case 'Y' -> digits(at.getYear(), 4);
      case 'z' -> "+00";
      case 'Z' -> "";
      case '%' -> "%";
      default -> throw new IllegalArgumentException("%" + specifier);
    };
  }

  private static String digits(int number, int width) {
    return Texts.digits(number, width);
  }
}
