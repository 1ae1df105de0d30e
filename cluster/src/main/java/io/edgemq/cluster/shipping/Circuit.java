package io.edgemq.cluster.shipping;

import java.time.Duration;
import java.util.Optional;

/// Whether a store may be given segments. A failure opens the circuit: the store gets none for a
/// pause, then a single one (half open), whose failure makes the next pause longer. What works
/// closes it. Plain and single-threaded; the owner keeps the time.
final class Circuit {
  /// How it stands.
  enum State {
    /// All is well.
    CLOSED,
    /// The store gets nothing.
    OPEN,
    /// It gets one segment at a time.
    HALF_OPEN
  }

  private final Backoff backoff;
  private State state = State.CLOSED;
  private boolean isProbing;
  private int failures;
  private int openings;

  Circuit(Backoff backoff) {
    this.backoff = backoff;
  }

  State state() {
    return state;
  }

  /// Whether it is half open and nothing is under way to find out.
  boolean isProbeWanted() {
    return state == State.HALF_OPEN && !isProbing;
  }

  /// A segment is given to the store.
  ///
  /// @return a ticket for what becomes of it: how often the circuit has opened
  int begun() {
    isProbing |= state == State.HALF_OPEN;
    return openings;
  }

  /// The store failed. Several segments that fail at once are one failure, and one that was given
  /// to it before an earlier pause tells nothing new.
  ///
  /// @return for how long the circuit is open, to be followed by [#pauseEnded]; nothing if that
  ///   failure changed nothing
  Optional<Duration> failed(int ticket) {
    if (ticket != openings) {
      return Optional.empty();
    }
    state = State.OPEN;
    openings++;
    isProbing = false;
    return Optional.of(backoff.pause(failures++));
  }

  /// The pause that began with that opening has ended.
  ///
  /// @return whether the circuit is half open now
  boolean pauseEnded(int opening) {
    if (state != State.OPEN || opening != openings) {
      return false;
    }
    state = State.HALF_OPEN;
    return true;
  }

  /// The store did what it was asked to.
  ///
  /// @return whether that closed the circuit
  boolean worked() {
    boolean wasClosed = state == State.CLOSED;
    state = State.CLOSED;
    isProbing = false;
    failures = 0;
    return !wasClosed;
  }

  /// What became of a segment tells nothing of the store.
  void undecided(int ticket) {
    if (ticket == openings) {
      isProbing = false;
    }
  }

  /// How often it has opened.
  int openings() {
    return openings;
  }
}
