package io.edgemq.cluster.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.placement.Placement.Move;
import io.edgemq.cluster.placement.Placement.Traffic;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
  private static final double MB = 1e6;

  private final Map<String, Set<String>> shards = new TreeMap<>();
  private final Map<String, Traffic> traffic = new HashMap<>();

  @Test
  void aShardStartsWhereItsFirstClientIs() {
    has("a", "1", 1 * MB);
    has("b", "2", 1 * MB);

    assertThat(new Placement(shards, traffic).home("b")).isEqualTo("b");
  }

  @Test
  void butNotOnANodeThatHasMoreToDoThanOthers() {
    has("a", "1", 1 * MB);
    has("b", "2", 5 * MB);
    has("c", "3", 2 * MB);

    assertThat(new Placement(shards, traffic).home("b")).isEqualTo("a");
  }

  @Test
  void norOnOneThatMayHaveNone() {
    has("a", "1", 1 * MB);
    has("b", "2", 2 * MB);

    assertThat(new Placement(shards, traffic).home("elsewhere")).isEqualTo("a");
  }

  @Test
  void whereNothingIsKnownTheNumberOfShardsIsBounded() {
    for (int shard = 0; shard < 100; shard++) {
      String home = new Placement(with("a", "b", "c"), traffic).home("a");
      of(home).add("shard " + shard);
    }

    assertThat(shards.get("a")).hasSizeBetween(34, 80);
    assertThat(shards.values()).allMatch(it -> it.size() >= 10);
  }

  @Test
  void differencesThatAreSmallAreLeftAlone() {
    has("a", "1", 1.1 * MB);
    has("b", "2", 1 * MB);
    has("c", "3", 1000);
    has("d", "4", 200_000);

    assertThat(
            new Placement(Map.of("a", shards.get("a"), "b", shards.get("b")), traffic)
                .moves(Set.of()))
        .isEmpty();
    assertThat(
            new Placement(Map.of("c", shards.get("c"), "d", shards.get("d")), traffic)
                .moves(Set.of()))
        .isEmpty();
  }

  @Test
  void theBusiestNodeGivesWhatMakesBothMostAlike() {
    has("a", "1", 4 * MB);
    has("a", "2", 3 * MB);
    has("a", "3", 1 * MB);
    has("b", "4", 2 * MB);

    assertThat(new Placement(shards, traffic).moves(Set.of()))
        .containsExactly(new Move("2", "a", "b"));
  }

  @Test
  void bytesAreBalancedAndNotNumbers() {
    for (int shard = 0; shard < 50; shard++) {
      has("a", "small " + shard, 100_000);
    }
    has("b", "large", 5 * MB);

    assertThat(new Placement(shards, traffic).moves(Set.of())).isEmpty();
  }

  @Test
  void oneThatIsTooMuchForAnyNodeStays() {
    has("a", "1", 9 * MB);
    has("b", "2", 1 * MB);

    assertThat(new Placement(shards, traffic).moves(Set.of())).isEmpty();
  }

  @Test
  void aShardGoesWhereItsBytesEnter() {
    has("a", "1", 1.5 * MB, Map.of("a", 0.3 * MB, "b", 1.2 * MB));
    has("a", "2", 2 * MB, Map.of("a", 1 * MB, "b", 1 * MB));
    has("b", "3", 2 * MB);
    has("c", "4", 4 * MB);

    assertThat(moves()).containsExactly(new Move("1", "a", "b"));
  }

  @Test
  void whatWasMovedLatelyRests() {
    has("a", "1", 1.5 * MB, Map.of("b", 1.5 * MB));
    has("a", "2", 2 * MB);
    has("b", "3", 2 * MB);
    has("c", "4", 4 * MB);

    assertThat(new Placement(shards, traffic).moves(Set.of("1"))).isEmpty();
    assertThat(moves()).containsExactly(new Move("1", "a", "b"));
  }

  @Test
  void noShardGoesHomeToANodeThatWouldHaveTooMuchThen() {
    has("a", "1", 2 * MB, Map.of("b", 2 * MB));
    has("b", "2", 2 * MB);

    assertThat(moves()).isEmpty();
  }

  /// Whatever the traffic is, some rounds bring about a state from which nothing is moved.
  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
  void movesComeToAnEnd(long seed) {
    var random = new Random(seed);
    List<String> nodes = List.of("a", "b", "c", "d", "e");
    with("a", "b", "c", "d", "e");
    for (int shard = 0; shard < 200; shard++) {
      double bytes = Math.exp(random.nextGaussian() * 2) * 100_000;
      String enters = nodes.get(random.nextInt(5));
      double part = random.nextDouble();
      has(nodes.get(random.nextInt(2)), "shard " + shard, bytes, Map.of(enters, part * bytes));
    }
    int rounds = 0;
    for (List<Move> moves = moves(); !moves.isEmpty(); moves = moves()) {
      moves.forEach(it -> {
        assertThat(of(it.from()).remove(it.shard())).isTrue();
        of(it.to()).add(it.shard());
      });
      assertThat(++rounds).isLessThan(60);
    }
    assertThat(rounds).isPositive();
    double mean = shards.keySet().stream().mapToDouble(this::load).average().orElseThrow();
    String most = Collections.max(shards.keySet(), Comparator.comparingDouble(this::load));
    double least = shards.keySet().stream().mapToDouble(this::load).min().orElseThrow();
    double smallest = of(most).stream().mapToDouble(this::bytes).min().orElseThrow();
    assertThat(load(most))
        .as("unless any of its shards would be too much elsewhere")
        .isLessThanOrEqualTo(Math.max(mean * 1.2 + 300_000, least + smallest));
  }

  private List<Move> moves() {
    return new Placement(shards, traffic).moves(Set.of());
  }

  private double load(String node) {
    return of(node).stream().mapToDouble(this::bytes).sum();
  }

  private double bytes(String shard) {
    return traffic.getOrDefault(shard, new Traffic(0, Map.of())).bytesPerSecond();
  }

  private Set<String> of(String node) {
    return shards.computeIfAbsent(node, _ -> new HashSet<>());
  }

  private Map<String, Set<String>> with(String... nodes) {
    for (String node : nodes) {
      of(node);
    }
    return shards;
  }

  private void has(String node, String shard, double bytesPerSecond) {
    has(node, shard, bytesPerSecond, Map.of());
  }

  private void has(String node, String shard, double bytesPerSecond, Map<String, Double> entering) {
    of(node).add(shard);
    traffic.put(shard, new Traffic(bytesPerSecond, entering));
  }
}
