package io.edgemq.cluster.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.WalId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
  @Test
  void withoutPartitionsThereIsOneLog() {
    assertThat(endpoint(1).log(0)).isEqualTo(new WalId("acme", "plant", 0));
    assertThat(endpoint(1).log(-77)).isEqualTo(new WalId("acme", "plant", 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 31, 256})
  void similarNamesAreSpreadOverAllPartitions(int partitions) {
    for (IntFunction<String> name :
        List.<IntFunction<String>>of("device-%06d"::formatted, "%d/sensor"::formatted)) {
      var counts =
          IntStream.range(0, partitions * 100)
              .mapToObj(name)
              .map(it -> endpoint(partitions).log(it.hashCode()).partition())
              .collect(Collectors.groupingBy(it -> it, TreeMap::new, Collectors.counting()));

      assertThat(counts.firstKey()).isEqualTo(1);
      assertThat(counts.lastKey()).isEqualTo(partitions);
      assertThat(counts).hasSize(partitions);
      assertThat(counts.values()).allMatch(it -> it > 40 && it < 220);
    }
  }

  @Test
  void thereAreNeitherNoneNorTooMany() {
    assertThatIllegalArgumentException().isThrownBy(() -> endpoint(0));
    assertThatIllegalArgumentException().isThrownBy(() -> endpoint(257));
  }

  private static Endpoint endpoint(int partitions) {
    return new Endpoint(
        "acme",
        "plant",
        new Plan("pro", 10, 1),
        new SealPolicy(100, Duration.ofSeconds(1), 100),
        Set.of(Output.SEGMENT),
        List.of(),
        partitions);
  }
}
