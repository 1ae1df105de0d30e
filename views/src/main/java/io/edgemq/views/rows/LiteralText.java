package io.edgemq.views.rows;

import io.edgemq.views.definition.Type.Plain;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/// A literal text, and what it is where it is compared with something that is no text.
final class LiteralText {
  private final String text;
  private final @Nullable Object number;
  private final @Nullable Object truth;
  private final @Nullable Object timestamp;
  private final @Nullable Object time;
  private final @Nullable Object blob;

  LiteralText(String text) {
    this.text = text;
    number = read(Numbers::parse);
    truth = read(Cast::toBoolean);
    timestamp = read(it -> Cast.toTimestamp(it, Plain.TIMESTAMP));
    time = read(Cast::toTime);
    blob = read(Cast::toBlob);
  }

  private interface Reading {
    @Nullable Object of(String text) throws Unfit;
  }

  private @Nullable Object read(Reading reading) {
    try {
      return reading.of(text);
    } catch (Unfit _) {
      return null;
    }
  }

  /// As it is compared with a value: the text itself where it cannot be read as such.
  Object beside(Object other) {
    Object read =
        switch (other) {
          case Number _ -> number;
          case Boolean _ -> truth;
          case LocalDate _, LocalDateTime _ -> timestamp;
          case LocalTime _ -> time;
          case Blob _ -> blob;
          default -> null;
        };
    return read == null ? text : read;
  }

  @Override
  public String toString() {
    return text;
  }
}
