package io.edgemq.benchmarks;

import io.edgemq.cluster.placement.Placement;
import io.edgemq.cluster.placement.Placement.Move;
import io.edgemq.cluster.placement.Placement.Traffic;
import io.edgemq.cluster.wal.WalSharding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// A cluster on paper: what [Placement] makes of 100 nodes and 100,000 endpoints, a round every ten
/// seconds. No network and no clock; a seed gives the same run.
public final class PlacementSimulationMain {
  private static final int ROUNDS = 60;
  private static final double BYTES_PER_SECOND = 100_000_000; // all endpoints together

  private final Random random;
  private final List<String> nodes = new ArrayList<>();
  private final Map<String, Set<String>> shards = new TreeMap<>();
  private final Map<String, Map<String, Double>> enteringByShard = new HashMap<>();
  private final Map<String, Traffic> traffic = new HashMap<>();
  private int logs;

  private PlacementSimulationMain(long seed) {
    random = new Random(seed);
  }

  /// Runs the program.
  ///
  /// @param args nodes, endpoints, part of an endpoint's bytes that enter through one node
  public static void main(String[] args) {
    int nodes = args.length > 0 ? Integer.parseInt(args[0]) : 100;
    int endpoints = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    double atHome = args.length > 2 ? Double.parseDouble(args[2]) : 0;
    var simulation = new PlacementSimulationMain(1);
    simulation.populate(nodes, endpoints, atHome);
    simulation.run();
  }

  /// Endpoint number n has a rate of 1/n, as the sizes of customers often are, and as many
  /// partitions as it takes that none is more than half of what a node has to do. Each node has
  /// some clients of each endpoint.
  private void populate(int nodeCount, int endpoints, double atHome) {
    for (int node = 0; node < nodeCount; node++) {
      nodes.add("node-%03d".formatted(node));
      shards.put(nodes.getLast(), new HashSet<>());
    }
    double weights = 0;
    for (int endpoint = 1; endpoint <= endpoints; endpoint++) {
      weights += 1.0 / endpoint;
    }
    for (int endpoint = 1; endpoint <= endpoints; endpoint++) {
      double bytes = BYTES_PER_SECOND / endpoint / weights;
      int partitions = (int) Math.ceil(bytes / (BYTES_PER_SECOND / nodeCount / 2));
      String home = nodes.get(random.nextInt(nodeCount));
      for (int partition = 1; partition <= partitions; partition++) {
        add(
            "tenant/endpoint-%d/%d".formatted(endpoint, partition),
            bytes / partitions,
            home,
            atHome);
      }
    }
  }

  private void add(String log, double bytes, String home, double atHome) {
    logs++;
    Map<String, Double> entering =
        enteringByShard.computeIfAbsent(WalSharding.shard(log), _ -> new HashMap<>());
    for (String node : nodes) {
      entering.merge(node, bytes * (1 - atHome) / nodes.size(), Double::sum);
    }
    entering.merge(home, bytes * atHome, Double::sum);
  }

  /// All shards begin on nodes that their first client happens to be on, when nothing is known.
  private void run() {
    enteringByShard.forEach((shard, entering) ->
        traffic.put(
            shard,
            new Traffic(
                entering.values().stream().mapToDouble(Double::doubleValue).sum(), entering)));
    for (String shard : traffic.keySet()) {
      String requester = nodes.get(random.nextInt(nodes.size()));
      home(new Placement(shards, Map.of()).home(requester)).add(shard);
    }
    System.out.printf(
        "%d nodes, %d logs in %d shards; of all bytes the largest has %.1f %%, a node %.1f %%%n%n",
        nodes.size(),
        logs,
        traffic.size(),
        100
            * traffic.values().stream().mapToDouble(Traffic::bytesPerSecond).max().orElse(0)
            / BYTES_PER_SECOND,
        100.0 / nodes.size());
    System.out.println("round  moves  busiest/mean  crosses nodes  decided in ms");
    Map<String, Integer> restsUntil = new HashMap<>();
    int all = 0;
    for (int round = 0; round <= ROUNDS; round++) {
      int now = round;
      Set<String> resting = new HashSet<>();
      restsUntil.forEach((shard, until) -> {
        if (until > now) {
          resting.add(shard);
        }
      });
      long begin = System.nanoTime();
      List<Move> moves = new Placement(shards, traffic).moves(resting);
      double millis = (System.nanoTime() - begin) / 1e6;
      if (round % 5 == 0 || moves.isEmpty()) {
        System.out.printf(
            "%5d %6d %13.2f %12.1f %% %14.1f%n", round, all, imbalance(), 100 * remote(), millis);
      }
      for (Move move : moves) {
        home(move.from()).remove(move.shard());
        home(move.to()).add(move.shard());
        restsUntil.put(move.shard(), round + 6);
      }
      all += moves.size();
      if (moves.isEmpty() && resting.isEmpty()) {
        return;
      }
    }
  }

  private Set<String> home(String node) {
    return shards.computeIfAbsent(node, _ -> new HashSet<>());
  }

  private double imbalance() {
    double most =
        shards.values().stream()
            .mapToDouble(its -> its.stream().mapToDouble(this::bytes).sum())
            .max()
            .orElse(0);
    return most / (BYTES_PER_SECOND / nodes.size());
  }

  /// The part of all bytes that enters through another node than the one that has the log.
  private double remote() {
    double local = 0;
    for (Map.Entry<String, Set<String>> node : shards.entrySet()) {
      for (String shard : node.getValue()) {
        Traffic its = traffic.get(shard);
        local += its == null ? 0 : its.entering().getOrDefault(node.getKey(), 0.0);
      }
    }
    return 1 - local / BYTES_PER_SECOND;
  }

  private double bytes(String shard) {
    Traffic its = traffic.get(shard);
    return its == null ? 0 : its.bytesPerSecond();
  }
}
