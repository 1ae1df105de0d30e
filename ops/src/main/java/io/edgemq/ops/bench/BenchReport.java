package io.edgemq.ops.bench;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What was measured, on what, and what went wrong. Immutable.
///
/// @param at when it began
public record BenchReport(Instant at, Machine machine, BenchPlan plan, List<Case> cases) {
  public BenchReport {
    cases = List.copyOf(cases);
  }

  /// A case.
  ///
  /// @param servers EdgeMQ first, if it got so far
  /// @param notes what else has to be known of the figures
  /// @param faults what went wrong; none: all figures count
  public record Case(
      BenchCase of, List<Measured> servers, List<String> notes, List<String> faults) {
    public Case {
      servers = List.copyOf(servers);
      notes = List.copyOf(notes);
      faults = List.copyOf(faults);
    }

    /// EdgeMQ's means divided by those of the server behind it, if there is one.
    Optional<Figures> ratio() {
      return servers.size() < 2
          ? Optional.empty()
          : Optional.of(servers.getFirst().means().over(servers.get(1).means()));
    }
  }

  /// What a server did in a case.
  ///
  /// @param durability what its acknowledgements are worth
  /// @param rounds the figures of each turn
  public record Measured(String server, String durability, List<Figures> rounds) {
    public Measured {
      rounds = List.copyOf(rounds);
    }

    Figures means() {
      return Figures.means(rounds);
    }
  }

  /// Whether nothing went wrong.
  public boolean isSound() {
    return cases.stream().allMatch(it -> it.faults().isEmpty());
  }
}
