package io.edgemq.ops.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What is to be measured, and how long. Immutable.
///
/// @param cases at least one, each once
/// @param rounds turns of each server in each case, at least 1
/// @param warmup seconds of the same load that are not counted, before the first turn of a server
/// @param counted seconds of a turn
/// @param clients of the cases in which clients only connect
/// @param folder an existing one; a folder in it is made, and taken away in the end
/// @param mosquitto the program to compare with
/// @param mosquittoLines further lines of its configuration
/// @param benchmarks the folder of the benchmarks' build, which has DuckDB; empty: not known
public record BenchPlan(
    List<BenchCase> cases,
    int rounds,
    Duration warmup,
    Duration counted,
    int clients,
    Path folder,
    Optional<Path> mosquitto,
    List<String> mosquittoLines,
    Optional<Path> benchmarks) {
  public BenchPlan {
    cases = List.copyOf(cases);
    mosquittoLines = List.copyOf(mosquittoLines);
  }

  int connections(BenchCase one) {
    return one.isConnecting() ? clients : one.connections();
  }
}
