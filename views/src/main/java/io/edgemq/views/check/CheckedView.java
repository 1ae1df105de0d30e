package io.edgemq.views.check;

import io.edgemq.views.definition.ViewDefinition;
import java.util.List;

/// What came of reading a definition.
public sealed interface CheckedView {
  /// Nothing is wrong with it.
  record Valid(ViewDefinition definition) implements CheckedView {}

  /// It is refused.
  ///
  /// @param faults all that was found, in the order of the text; at least one
  record Faulty(List<Fault> faults) implements CheckedView {
    public Faulty {
      faults = List.copyOf(faults);
    }
  }
}
