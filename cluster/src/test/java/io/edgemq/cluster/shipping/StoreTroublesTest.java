package io.edgemq.cluster.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.Destination;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreTroublesTest {
  private static final Destination A = new Destination.Folder(Path.of("/a"));
  private static final Destination B = new Destination.Folder(Path.of("/b"));

  private final StoreTroubles troubles = new StoreTroubles();

  @Test
  void thatAStoreFailsAndThatItWorksAgainAreNewsOnce() {
    assertThat(troubles.worked(A)).as("it never failed").isFalse();
    assertThat(troubles.failed(A, "away")).isTrue();
    assertThat(troubles.failed(A, "away")).isFalse();
    assertThat(troubles.failed(B, "away")).isTrue();

    assertThat(troubles.worked(A)).isTrue();
    assertThat(troubles.worked(A)).isFalse();
  }

  @Test
  void aStoreThatComesAndGoesIsNewsOnceBetweenReports() {
    assertThat(troubles.failed(A, "away")).isTrue();
    assertThat(troubles.worked(A)).isTrue();
    for (int n = 0; n < 10; n++) {
      assertThat(troubles.failed(A, "503")).isFalse();
      assertThat(troubles.worked(A)).isFalse();
    }

    assertThat(reported()).containsExactly("11 503");
    assertThat(troubles.failed(A, "away")).as("in the report").isFalse();
    assertThat(troubles.worked(A)).isTrue();
  }

  @Test
  void aStoreIsReportedUntilNothingHasFailedSinceTheLastReport() {
    troubles.failed(A, "away");
    troubles.failed(A, "still away");
    assertThat(reported()).containsExactly("2 still away");
    assertThat(troubles.report()).as("nothing was tried, it fails as before").containsKey(A);
    troubles.worked(A);

    assertThat(troubles.report()).isEmpty();
    assertThat(troubles.failed(A, "away")).as("another outage").isTrue();
  }

  private List<String> reported() {
    return troubles.report().values().stream()
        .map(it -> it.failures() + " " + it.reason())
        .toList();
  }
}
