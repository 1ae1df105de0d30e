package io.edgemq.views.rows;

import io.edgemq.views.definition.DateUnit;
import io.edgemq.views.definition.Function;
import io.edgemq.views.definition.Type.Plain;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;

/// Functions of dates and times.
final class TimeTerms {
  private final NumberTerms numbers;

  TimeTerms(NumberTerms numbers) {
    this.numbers = numbers;
  }

  Term of(Function function, List<Term> terms) {
    Term x = terms.getFirst();
    return switch (function) {
      case DATE -> unary(LocalDateTime::toLocalDate, x);
      case DATE_TRUNC -> {
        DateUnit unit = DateUnit.valueOf(Term.Constant.text(x).toUpperCase(Locale.ROOT));
        yield unary(it -> TimeFunctions.truncated(unit, it), terms.get(1));
      }
      case YEAR -> unary(it -> (long) it.getYear(), x);
      case MONTH -> unary(it -> (long) it.getMonthValue(), x);
      case DAY -> unary(it -> (long) it.getDayOfMonth(), x);
      case HOUR -> Operand.call(it -> (long) it.getHour(), Operand.of(x, TimeTerms::clock));
      case EPOCH_MS -> Operand.call(Times::ofMillis, numbers.whole(x));
      case TO_EPOCH_MS -> unary(Times::millis, x);
      case STRFTIME -> {
        String format = Term.Constant.text(terms.get(1));
        yield unary(it -> TimeFunctions.formatted(it, format), x);
      }
      default -> throw new IllegalArgumentException(function.label());
    };
  }

  private static Term unary(Operand.Unary<LocalDateTime> function, Term x) {
    return Operand.call(function, Operand.timestamp(x));
  }

  /// A time of day, or that of a timestamp.
  private static LocalTime clock(Object value) throws Unfit {
    String text = Cast.textOrNull(value);
    LocalTime time = text == null ? null : Times.time(text);
    if (time != null) {
      return time;
    }
    return value instanceof LocalTime it
        ? it
        : Cast.toTimestamp(value, Plain.TIMESTAMP).toLocalTime();
  }
}
