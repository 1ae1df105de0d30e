package io.edgemq.cluster.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.wal.SegmentId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TroublesTest {
  private final Troubles troubles = new Troubles();

  @Test
  void onlyTheFirstFailureOfALogIsNews() {
    assertThat(troubles.failed(id("plant", 1), "away")).isTrue();
    assertThat(troubles.failed(id("plant", 1), "away")).isFalse();
    assertThat(troubles.failed(id("plant", 2), "still away")).isFalse();
    assertThat(troubles.failed(id("office", 1), "away")).isTrue();

    assertThat(shown()).containsExactlyInAnyOrder("plant 2 3 still away", "office 1 1 away");
  }

  @Test
  void aLogHasTroubleUntilAllThatFailedAreShipped() {
    troubles.failed(id("plant", 1), "cannot be rendered");
    troubles.failed(id("plant", 2), "away");

    assertThat(troubles.shipped(id("plant", 3))).isFalse();
    assertThat(troubles.shipped(id("plant", 2))).isFalse();
    assertThat(troubles.failed(id("plant", 1), "cannot be rendered")).isFalse();
    assertThat(shown()).containsExactly("plant 1 3 cannot be rendered");
    assertThat(troubles.shipped(id("plant", 1))).isTrue();
    assertThat(troubles.shipped(id("plant", 1))).isFalse();
    assertThat(shown()).isEmpty();
  }

  @Test
  void aLogWithoutTroubleHasNoneToEnd() {
    assertThat(troubles.shipped(id("plant", 1))).isFalse();
    troubles.failed(id("office", 1), "away");
    assertThat(troubles.shipped(id("plant", 1))).isFalse();
  }

  private List<String> shown() {
    var shown = new ArrayList<String>();
    troubles.stream()
        .forEach(it ->
            shown.add(
                "%s %d %d %s"
                    .formatted(
                        it.getKey().endpoint(),
                        it.getValue().segments(),
                        it.getValue().failures(),
                        it.getValue().reason())));
    return shown;
  }

  private static SegmentId id(String endpoint, int number) {
    return Segments.of(endpoint, number).id();
  }
}
