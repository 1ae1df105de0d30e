package io.edgemq.views.sample;

import java.util.List;

/// A definition that takes the samples it was made of without dead letters, but for those that are
/// not JSON. A proposal for people to look through, never applied by itself.
///
/// @param yaml the definition, with comments on what is doubtful
/// @param seen what was seen, by path, in the order of the first sample that had it
public record Proposal(String yaml, List<Seen> seen) {
  public Proposal {
    seen = List.copyOf(seen);
  }
}
