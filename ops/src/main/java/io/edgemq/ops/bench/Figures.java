package io.edgemq.ops.bench;

import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/// The figures of a turn, or of several. Immutable; what could not be measured is not there.
///
/// @param values each finite
public record Figures(Map<Figure, Double> values) {
  public Figures {
    values = values.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(values));
  }

  /// One of them.
  public OptionalDouble of(Figure figure) {
    Double value = values.get(figure);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /// The means of what all turns have.
  ///
  /// @param turns may be none
  static Figures means(List<Figures> turns) {
    var means = new Collected();
    for (Figure figure : Figure.values()) {
      if (turns.stream().allMatch(it -> it.of(figure).isPresent())) {
        turns.stream()
            .mapToDouble(it -> it.of(figure).orElseThrow())
            .average()
            .ifPresent(it -> means.put(figure, it));
      }
    }
    return means.figures();
  }

  /// These divided by others: what both have, and what is not divided by nothing.
  Figures over(Figures others) {
    var ratios = new Collected();
    values.forEach(
        (figure, value) -> others.of(figure).ifPresent(other -> ratios.put(figure, value / other)));
    return ratios.figures();
  }

  /// Figures to be.
  static final class Collected {
    private final Map<Figure, Double> values = new EnumMap<>(Figure.class);

    /// Leaves out what is no number.
    Collected put(Figure figure, double value) {
      if (Double.isFinite(value)) {
        values.put(figure, value);
      }
      return this;
    }

    Figures figures() {
      return new Figures(values);
    }
  }
}
