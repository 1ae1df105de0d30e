package io.edgemq.cluster.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where shards should be, by what enters them (decision 0028): a shard stays where most of its
/// bytes enter, as long as its node does not have much more to do than others. Rates are bytes in a
/// second; a shard that nothing is known of counts as 0. Plain, for one decision and one thread.
public final class Placement {
  /// A node may have so much more than the mean before anything is taken from it.
  private static final double SLACK = 1.2;

  /// Below this a difference, or the way between two nodes, is not worth a move.
  private static final double BYTES_MIN = 64 << 10;

  /// A shard goes where this part of its bytes enters.
  private static final double AT_HOME = 0.6;

  /// Shards that may be moved in one round. Each stops its logs for a moment.
  private static final int MOVES_MAX = 10;

  /// Shards that a node may have more than twice the mean, where rates say nothing.
  private static final int SPARE_SHARDS = 10;

  private static final Comparator<Map.Entry<String, Double>> BY_LOAD =
      Map.Entry.<String, Double>comparingByValue().thenComparing(Map.Entry.comparingByKey());

  private final Map<String, Set<String>> shards;
  private final Map<String, Traffic> traffic;
  private final Map<String, Double> loads = new HashMap<>();
  private final double high;
  private final double shardsMean;

  /// What enters a shard.
  ///
  /// @param bytesPerSecond all of it
  /// @param entering of it, through each node
  public record Traffic(double bytesPerSecond, Map<String, Double> entering) {
    private static final Traffic NONE = new Traffic(0, Map.of());

    public Traffic {
      entering = Map.copyOf(entering);
    }

    private double through(String node) {
      return entering.getOrDefault(node, 0.0);
    }

    private boolean isAtHome(String node) {
      return through(node) >= AT_HOME * bytesPerSecond;
    }

    /// Both together.
    Traffic plus(Traffic other) {
      Map<String, Double> sum = new HashMap<>(entering);
      other.entering().forEach((node, bytes) -> sum.merge(node, bytes, Double::sum));
      return new Traffic(bytesPerSecond + other.bytesPerSecond(), sum);
    }
  }

  /// A shard is to go to another node.
  public record Move(String shard, String from, String to) {}

  /// A decision on these.
  ///
  /// @param shards of the nodes that may have some; not empty
  /// @param traffic of shards
  public Placement(Map<String, Set<String>> shards, Map<String, Traffic> traffic) {
    this.shards = shards;
    this.traffic = traffic;
    double all = 0;
    int count = 0;
    for (Map.Entry<String, Set<String>> node : shards.entrySet()) {
      double load = node.getValue().stream().mapToDouble(this::bytes).sum();
      loads.put(node.getKey(), load);
      all += load;
      count += node.getValue().size();
    }
    double mean = all / shards.size();
    high = Math.max(SLACK * mean, mean + BYTES_MIN);
    shardsMean = (double) count / shards.size();
  }

  /// Where a shard is to start that is nowhere.
  ///
  /// @param requester the node where the first client of it is
  public String home(String requester) {
    boolean isFine =
        shards.containsKey(requester)
            && load(requester) <= high
            && count(requester) <= 2 * shardsMean + SPARE_SHARDS;
    return isFine ? requester : least();
  }

  /// What to move now so that no node has much more to do than the others, and shards are where
  /// their bytes enter.
  ///
  /// @param resting shards that were moved lately
  public List<Move> moves(Set<String> resting) {
    List<Move> moves = new ArrayList<>();
    if (shards.size() < 2) {
      return moves;
    }
    Set<String> settled = new HashSet<>(resting);
    Optional<Move> relief = relief(settled);
    while (relief.isPresent() && moves.size() < MOVES_MAX) {
      make(relief.get(), moves, settled);
      relief = relief(settled);
    }
    for (Move move : homeward(settled)) {
      if (moves.size() < MOVES_MAX && hasRoom(move.to(), bytes(move.shard()))) {
        make(move, moves, settled);
      }
    }
    return moves;
  }

  private void make(Move move, List<Move> moves, Set<String> settled) {
    loads.merge(move.from(), -bytes(move.shard()), Double::sum);
    loads.merge(move.to(), bytes(move.shard()), Double::sum);
    settled.add(move.shard());
    moves.add(move);
  }

  /// The move that makes the busiest node and the shard's new home most alike.
  private Optional<Move> relief(Set<String> settled) {
    String from = loads.entrySet().stream().max(BY_LOAD).orElseThrow().getKey();
    double load = load(from);
    if (load <= high) {
      return Optional.empty();
    }
    String least = least();
    return shards.getOrDefault(from, Set.of()).stream()
        .filter(it -> !settled.contains(it) && bytes(it) > 0)
        .map(it -> new Move(it, from, homeWithRoom(it).orElse(least)))
        .filter(it -> load(it.to()) + bytes(it.shard()) < load)
        .min(
            Comparator.comparingDouble(
                    (Move it) -> {
                      double bytes = bytes(it.shard());
                      return Math.max(load - bytes, load(it.to()) + bytes);
                    })
                .thenComparing(Move::shard));
  }

  /// Where most of a shard enters, if that node can have it.
  private Optional<String> homeWithRoom(String shard) {
    Traffic its = traffic(shard);
    return its.entering().keySet().stream()
        .filter(it -> its.isAtHome(it) && shards.containsKey(it))
        .filter(it -> hasRoom(it, its.bytesPerSecond()))
        .findAny();
  }

  /// Shards most of whose bytes enter elsewhere, those first that save most of the way.
  private List<Move> homeward(Set<String> settled) {
    record Way(Move move, double saved) {}
    List<Way> ways = new ArrayList<>();
    shards.forEach((from, its) -> {
      for (String shard : its) {
        Traffic entering = traffic(shard);
        for (String to : entering.entering().keySet()) {
          double saved = entering.through(to) - entering.through(from);
          boolean isHome = entering.isAtHome(to) && shards.containsKey(to);
          if (isHome && saved >= BYTES_MIN && !settled.contains(shard)) {
            ways.add(new Way(new Move(shard, from, to), saved));
          }
        }
      }
    });
    ways.sort(Comparator.comparingDouble(Way::saved).reversed());
    return ways.stream().map(Way::move).toList();
  }

  private boolean hasRoom(String node, double bytes) {
    return load(node) + bytes <= high;
  }

  private String least() {
    return loads.entrySet().stream()
        .min(
            Map.Entry.<String, Double>comparingByValue()
                .thenComparingInt(it -> count(it.getKey()))
                .thenComparing(Map.Entry.comparingByKey()))
        .orElseThrow()
        .getKey();
  }

  private double load(String node) {
    return loads.getOrDefault(node, 0.0);
  }

  private int count(String node) {
    return shards.getOrDefault(node, Set.of()).size();
  }

  private Traffic traffic(String shard) {
    return traffic.getOrDefault(shard, Traffic.NONE);
  }

  private double bytes(String shard) {
    return traffic(shard).bytesPerSecond();
  }
}
