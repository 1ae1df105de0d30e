package io.edgemq.ops.settings;

import java.util.List;

/// What came of loading settings: all of them, or all that is wrong with them.
public sealed interface LoadedSettings {
  /// Every setting was right.
  record Valid(NodeSettings settings) implements LoadedSettings {}

  /// At least one was not.
  ///
  /// @param faults one line each, for people: where, what is wrong, what is allowed. API keys are
  ///   never part of it
  record Faulty(List<String> faults) implements LoadedSettings {
    public Faulty {
      faults = List.copyOf(faults);
    }
  }
}
