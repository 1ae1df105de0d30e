package io.edgemq.ops.bench;

import io.edgemq.ops.bench.BenchReport.Case;
import io.edgemq.ops.bench.BenchReport.Measured;
import io.edgemq.ops.tools.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs the cases of a plan one after the other, each on servers of its own, in turn. All that it
/// starts ends with it, also when the JVM is told to end.
public final class Bench {
  private static final long MILLIS_A_SECOND = 1000;

  private final BenchPlan plan;
  private final PrintWriter err;
  private final InstantSource clock;

  /// Rates of the dense case by the name of the server.
  private final Map<String, Double> denseRates = new HashMap<>();

  /// @param err hears how it is getting on
  public Bench(BenchPlan plan, PrintWriter err, InstantSource clock) {
    this.plan = plan;
    this.err = err;
    this.clock = clock;
  }

  /// Runs it. What goes wrong in a case stands in the report, and the next one begins.
  ///
  /// @throws IOException if there is no place for temporary files
  public BenchReport run() throws IOException, InterruptedException {
    var at = clock.instant();
    Machine machine = Machine.here(plan.folder());
    List<Case> cases = new ArrayList<>();
    try (var children = new Children(plan.folder())) {
      for (BenchCase one : plan.cases()) {
        cases.add(
            one == BenchCase.RENDER
                ? new RenderComparison(plan, children, this::tell).run()
                : run(one, children));
      }
    }
    return new BenchReport(at, machine, plan, cases);
  }

  private Case run(BenchCase one, Children children) throws InterruptedException {
    List<Measured> measured = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<String> faults = new ArrayList<>();
    List<Server> servers = new ArrayList<>();
    try {
      servers.add(EdgeNode.start(plan, one, children));
      if (one.isForBrokers() && plan.mosquitto().isPresent()) {
        startBeside(one, plan.mosquitto().get(), children, servers, notes, faults);
      }
      measured.addAll(inTurn(one, servers, faults));
    } catch (IOException | RuntimeException e) {
      faults.add(String.valueOf(e.getMessage()));
      for (Server server : servers) {
        if (!server.process().isAlive()) {
          faults.add(server.name() + " died; it said: " + tail(server));
        }
      }
    } finally {
      servers.forEach(Server::close);
    }
    faults.forEach(it -> tell("%s: %s".formatted(one.label(), it)));
    return new Case(one, measured, notes, faults);
  }

  /// Without it the node is still measured.
  private void startBeside(
      BenchCase one,
      Path program,
      Children children,
      List<Server> servers,
      List<String> notes,
      List<String> faults)
      throws InterruptedException {
    try {
      servers.add(Mosquitto.start(plan, one, program, children));
    } catch (Mosquitto.Unable e) {
      notes.add(e.getMessage());
    } catch (IOException e) {
      faults.add(e.getMessage());
    }
  }

  private List<Measured> inTurn(BenchCase one, List<Server> servers, List<String> faults)
      throws IOException, InterruptedException {
    List<List<Figures>> rounds = new ArrayList<>();
    for (Server server : servers) {
      rounds.add(new ArrayList<>());
      warmUp(one, server, faults);
    }
    for (int round = 1; round <= plan.rounds(); round++) {
      for (int i = 0; i < servers.size(); i++) {
        Server server = servers.get(i);
        Turn.Outcome outcome = measure(one, server, "round " + round, pace(one, server));
        faults.addAll(outcome.faults());
        rounds.get(i).add(outcome.figures());
      }
    }
    List<Measured> measured = new ArrayList<>();
    for (int i = 0; i < servers.size(); i++) {
      Server server = servers.get(i);
      measured.add(new Measured(server.name(), server.durability(), rounds.get(i)));
      if (one == BenchCase.DENSE) {
        noteDense(server, measured.get(i).means());
      }
    }
    return measured;
  }

  /// The paced load needs to know what the server does without a pace.
  private void warmUp(BenchCase one, Server server, List<String> faults)
      throws IOException, InterruptedException {
    try (Progress progress = progress(one, server, "warming up")) {
      new Turn(plan, one, server, progress).warmUp();
    }
    if (one == BenchCase.PACED && !denseRates.containsKey(server.name())) {
      Turn.Outcome dense = measure(one, server, "without a pace", Optional.empty());
      faults.addAll(dense.faults());
      noteDense(server, dense.figures());
    }
  }

  private void noteDense(Server server, Figures figures) {
    figures.of(Figure.MESSAGES_PER_SECOND).ifPresent(rate -> denseRates.put(server.name(), rate));
  }

  private Optional<Double> pace(BenchCase one, Server server) {
    return one == BenchCase.PACED
        ? Optional.ofNullable(denseRates.get(server.name())).map(it -> it * BenchCase.PACE)
        : Optional.empty();
  }

  private Turn.Outcome measure(BenchCase one, Server server, String what, Optional<Double> pace)
      throws IOException, InterruptedException {
    Turn.Outcome outcome;
    try (Progress progress = progress(one, server, what)) {
      outcome = new Turn(plan, one, server, progress).measure(pace);
    }
    tell("%s, %s, %s: %s".formatted(one.label(), server.name(), what, line(outcome.figures())));
    return outcome;
  }

  private static String line(Figures figures) {
    List<String> parts = new ArrayList<>();
    for (Figure figure :
        List.of(
            Figure.MESSAGES_PER_SECOND,
            Figure.CONNECTS_PER_SECOND,
            Figure.SERVER_CPU,
            Figure.HEAP,
            Figure.RESIDENT)) {
      figures.of(figure).ifPresent(it -> parts.add(figure.shown(it) + " " + figure.title()));
    }
    return String.join(", ", parts);
  }

  private Progress progress(BenchCase one, Server server, String what) {
    String task = "%s, %s, %s".formatted(one.label(), server.name(), what);
    return Progress.on(err, task, "s", MILLIS_A_SECOND);
  }

  private static String tail(Server server) {
    try {
      return server.process().tail();
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private void tell(String line) {
    err.println(line);
    err.flush();
  }
}
