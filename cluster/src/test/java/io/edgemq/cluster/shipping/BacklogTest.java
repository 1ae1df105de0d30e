package io.edgemq.cluster.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.wal.WalId;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private final Backlog backlog = new Backlog();

  @Test
  void aSegmentCountsOnceHoweverOftenItIsToldOf() {
    assertThat(backlog.add(Segments.of("a", 1))).isTrue();
    assertThat(backlog.add(Segments.of("a", 1))).isFalse();

    assertThat(backlog.segments()).isOne();
    assertThat(backlog.bytes()).isEqualTo(100);
  }

  @Test
  void itKnowsWhatEachLogHas() {
    backlog.add(Segments.of("a", 1));
    backlog.add(Segments.of("a", 2));
    backlog.add(Segments.of("b", 1));

    assertThat(backlog.idsOf(new WalId("acme", "a", 0))).hasSize(2);
    assertThat(backlog.bytesOf(new WalId("acme", "a", 0))).isEqualTo(200);
    assertThat(backlog.idsOf(new WalId("acme", "c", 0))).isEmpty();
  }

  @Test
  void whatWasRemovedIsGoneAndCannotGoTwice() {
    backlog.add(Segments.of("a", 1));
    backlog.add(Segments.of("a", 2));
    backlog.remove(Segments.of("a", 1));
    backlog.remove(Segments.of("a", 1));
    backlog.remove(Segments.of("b", 1));

    assertThat(backlog.segments()).isOne();
    assertThat(backlog.isEmpty()).isFalse();
    backlog.remove(Segments.of("a", 2));
    assertThat(backlog.isEmpty()).isTrue();
    assertThat(backlog.bytes()).isZero();
  }
}
