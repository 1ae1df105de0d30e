package io.edgemq.views.sample;

import java.util.List;

/// What was seen at one path of the samples.
///
/// @param path as in a definition
/// @param present how often there was a value, null too
/// @param nulls how often it was null
/// @param samples how often there could have been one
/// @param kinds of JSON that there were, but null
/// @param distinct different booleans, numbers and texts
/// @param isEstimate whether `distinct` is an estimate, with a standard error of 3 %
/// @param example one of them, cut; empty if there was none
/// @param column what is proposed for it: `name type`; empty if nothing
public record Seen(
    String path,
    long present,
    long nulls,
    long samples,
    List<String> kinds,
    long distinct,
    boolean isEstimate,
    String example,
    String column) {
  public Seen {
    kinds = List.copyOf(kinds);
  }

  /// How often there was one, in words that never round to none or all.
  public String presentShare() {
    return Guess.percent(present, samples);
  }

  /// How often of these it was null.
  public String nullShare() {
    return Guess.percent(nulls, present);
  }
}
