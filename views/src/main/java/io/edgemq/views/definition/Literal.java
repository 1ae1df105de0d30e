package io.edgemq.views.definition;

import java.math.BigDecimal;
import java.math.BigInteger;

/// A value that stands in a definition, with all of its digits.
public sealed interface Literal {
  /// The one that says nothing.
  Literal NULL = new Null();

  /// What it is; [Kind#ANY] for null.
  Kind kind();

  /// Text, and also dates and times, which YAML has no values for.
  record Text(String value) implements Literal {
    @Override
    public Kind kind() {
      return Kind.TEXT;
    }
  }

  /// A number written without point and exponent.
  record Whole(BigInteger value) implements Literal {
    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }
  }

  /// A number written with point or exponent. Numbers of different scale differ.
  ///
  /// @param value its exponent is within ±[#EXPONENT_MAX], so that it has a plain text
  record Fraction(BigDecimal value) implements Literal {
    /// More than a double has.
    public static final int EXPONENT_MAX = 400;

    public Fraction {
      if (Math.abs((long) value.precision() - value.scale()) > EXPONENT_MAX) {
        throw new IllegalArgumentException("a number beyond the limit");
      }
    }

    @Override
    public Kind kind() {
      return Kind.NUMBER;
    }
  }

  /// `true` or `false`.
  record Truth(boolean value) implements Literal {
    @Override
    public Kind kind() {
      return Kind.BOOLEAN;
    }
  }

  /// `null`.
  record Null() implements Literal {
    @Override
    public Kind kind() {
      return Kind.ANY;
    }
  }
}
