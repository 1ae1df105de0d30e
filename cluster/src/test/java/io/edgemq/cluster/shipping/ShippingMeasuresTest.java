package io.edgemq.cluster.shipping;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.SegmentShipper;
import io.edgemq.storage.object.OutcomeUnknown;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShippingMeasuresTest {
  private static final Destination STORE = new Destination.Operators();
  private static final Destination OTHER = new Destination.Folder(Path.of("/lake"));
  private static final Instant NOON = Instant.parse("2026-05-01T12:00:00Z");

  private final ShippingMeasures measures = new ShippingMeasures();

  @Test
  void aStoreFailsSinceItsFirstFailureAndForTheReasonOfItsLast() {
    measures.storeFailed(STORE, new IOException("first"), NOON);
    measures.storeFailed(STORE, new IOException("last"), NOON.plusSeconds(60));

    StoreFault fault = requireNonNull(measures.faults().get(STORE));
    assertThat(fault.since()).isEqualTo(NOON);
    assertThat(fault.text()).contains("last");
    assertThat(fault.reason()).isEmpty();
    assertThat(measures.failures().of(ShippingMeasures.Failure.STORE)).isEqualTo(2);
  }

  @Test
  void whatIsBehindAnUnknownOutcomeIsTheReason() {
    measures.storeFailed(STORE, new OutcomeUnknown("who knows", new IOException("cut")), NOON);

    assertThat(measures.faults().get(STORE)).isNotNull();
  }

  @Test
  void aStoreThatTookASegmentFailsNoMore() {
    measures.storeFailed(STORE, new IOException("away"), NOON);
    measures.storeFailed(OTHER, new IOException("away"), NOON);

    measures.shipped(STORE, shipped(marker(), false), NOON.plusSeconds(1));

    assertThat(measures.faults()).containsOnlyKeys(OTHER);
    assertThat(measures.committedAt()).contains(NOON.plusSeconds(1));
  }

  @Test
  void aStoreThatNothingWaitsForFailsNoMore() {
    measures.storeFailed(STORE, new IOException("away"), NOON);
    measures.storeFailed(OTHER, new IOException("away"), NOON);

    measures.forgetFaults(Set.of(OTHER));

    assertThat(measures.faults()).containsOnlyKeys(OTHER);
  }

  @Test
  void viewsAreCountedByWhoCommits() {
    measures.shipped(STORE, shipped(marker(), false), NOON);
    measures.shipped(STORE, shipped(marker(), true), NOON);

    ViewMeasures view =
        requireNonNull(measures.views().get(new ViewMeasures.Name("acme", "temperatures")));
    assertThat(List.of(view.rows(), view.filtered(), view.deadLetters(), view.errors()))
        .containsExactly(5L, 3L, 2L, 0L);
    assertThat(measures.segments()).isOne();
    assertThat(measures.frames()).isEqualTo(10);
    assertThat(measures.storedBytes()).isEqualTo(40);
    assertThat(measures.corruptFrames()).isEqualTo(1);
  }

  private static SegmentShipper.Shipped shipped(CommitMarker marker, boolean wasCommitted) {
    return new SegmentShipper.Shipped(Optional.of(marker), wasCommitted, List.of());
  }

  private static CommitMarker marker() {
    return new CommitMarker(
        CommitMarker.VERSION,
        "acme",
        "plant",
        "local",
        "disk",
        null,
        1,
        1,
        10,
        1,
        2,
        100,
        "size",
        NOON.toString(),
        NOON.toString(),
        List.of(new CommitMarker.Artifact(CommitMarker.KIND_SEGMENT, "a", 40, "0", 10)),
        List.of(new CommitMarker.ViewCounts("temperatures", 1, null, 10, 5, 3, 2, null)),
        1);
  }
}
