package io.edgemq.ops.gen;

/// What was wrong with messages that were sent, each counted once however often it was sent again
/// after a broken connection.
///
/// @param deadLetters of the faulty ones: those that the view of the schema makes dead letters of
public record FaultCounts(long late, long duplicates, long drift, long badJson, long deadLetters) {
  FaultCounts plus(FaultCounts other) {
    return new FaultCounts(
        late + other.late,
        duplicates + other.duplicates,
        drift + other.drift,
        badJson + other.badJson,
        deadLetters + other.deadLetters);
  }
}
