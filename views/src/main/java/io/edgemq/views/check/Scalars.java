package io.edgemq.views.check;

import io.edgemq.views.definition.Literal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/// Reads single values. Each is empty after a fault.
final class Scalars {
  /// Of whole numbers: what a double holds.
  private static final int BITS_MAX = 1024;

  private final Faults faults;

  Scalars(Faults faults) {
    this.faults = faults;
  }

  /// Text: what is in quotes, or looks like nothing else.
  Optional<String> text(Located located) {
    return scalar(located, Tag.STR, "text").flatMap(it -> sound(located, it));
  }

  /// `true` or `false`.
  Optional<Boolean> truth(Located located) {
    return scalar(located, Tag.BOOL, "true or false").map(Boolean::parseBoolean);
  }

  /// An integer within bounds.
  Optional<Integer> integer(Located located, int min, int max) {
    Optional<String> text = scalar(located, Tag.INT, "an integer");
    Optional<Integer> value =
        text.map(Scalars::whole)
            .filter(it -> it.compareTo(BigInteger.valueOf(min)) >= 0)
            .filter(it -> it.compareTo(BigInteger.valueOf(max)) <= 0)
            .map(BigInteger::intValueExact);
    if (text.isPresent() && value.isEmpty()) {
      faults.add(
          located.place(), Shown.quoted(text.get()) + " is not within " + min + " and " + max);
    }
    return value;
  }

  /// One of a few values by its word. `null` may be a word, and is then written without quotes too.
  <T> Optional<T> choice(Located located, String what, T[] values, Function<T, String> label) {
    List<String> labels = Arrays.stream(values).map(label).toList();
    Optional<String> word =
        labels.contains("null") && isNull(located) ? Optional.of("null") : text(located);
    Optional<T> value =
        word.flatMap(it -> Arrays.stream(values).filter(v -> label.apply(v).equals(it)).findAny());
    if (word.isPresent() && value.isEmpty()) {
      faults.add(located.place(), Words.unknown(what, word.get(), labels));
    }
    return value;
  }

  /// Any single value.
  Optional<Literal> literal(Located located) {
    if (!(located.node() instanceof ScalarNode scalar) || located.words().equals("empty")) {
      faults.add(
          located.place(),
          "is " + located.words() + ", not a literal; allowed: text, a number, true, false, null");
      return Optional.empty();
    }
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return Optional.of(Literal.NULL);
    }
    if (tag.equals(Tag.BOOL)) {
      return Optional.of(new Literal.Truth(Boolean.parseBoolean(text)));
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      return number(located, text, tag);
    }
    return sound(located, text).map(Literal.Text::new);
  }

  private Optional<Literal> number(Located located, String text, Tag tag) {
    try {
      if (tag.equals(Tag.INT)) {
        BigInteger value = whole(text);
        if (value.bitLength() <= BITS_MAX) {
          return Optional.of(new Literal.Whole(value));
        }
      } else {
        return Optional.of(new Literal.Fraction(new BigDecimal(text)));
      }
    } catch (IllegalArgumentException _) {
      // Infinity, not a number, or beyond the limits of what there is a number for.
    }
    faults.add(located.place(), Shown.quoted(text) + " is beyond all types of numbers");
    return Optional.empty();
  }

  /// Whole numbers of YAML 1.2: decimal, `0x` and `0o`.
  private static BigInteger whole(String text) {
    if (text.startsWith("0x")) {
      return new BigInteger(text.substring(2), 16);
    }
    return text.startsWith("0o") ? new BigInteger(text.substring(2), 8) : new BigInteger(text);
  }

  private Optional<String> scalar(Located located, Tag tag, String wanted) {
    if (located.node() instanceof ScalarNode scalar && scalar.getTag().equals(tag)) {
      return Optional.of(scalar.getValue());
    }
    faults.add(located.place(), "is " + located.words() + ", not " + wanted);
    return Optional.empty();
  }

  private static boolean isNull(Located located) {
    return located.node() instanceof ScalarNode scalar
        && scalar.getTag().equals(Tag.NULL)
        && scalar.getValue().equals("null");
  }

  /// YAML can name halves of surrogate pairs, which no UTF-8 has.
  private Optional<String> sound(Located located, String text) {
    boolean isSound = text.codePoints().noneMatch(it -> it >= 0xD800 && it <= 0xDFFF);
    if (!isSound) {
      faults.add(located.place(), "has half of a surrogate pair");
    }
    return isSound ? Optional.of(text) : Optional.empty();
  }
}
