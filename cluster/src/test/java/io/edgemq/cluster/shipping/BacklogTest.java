package io.edgemq.cluster.shipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.wal.SealedSegment;
import io.edgemq.storage.wal.WalId;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private final Map<WalId, LogBacklog> published = new HashMap<>();
  private final Backlog backlog = new Backlog(published);

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
  void theOldestOfALogIsPublishedWhateverTheOrderTheyComeAndGoIn() {
    WalId wal = new WalId("acme", "a", 0);
    SealedSegment newer = Segments.of("a", 2, 2_000);
    SealedSegment older = Segments.of("a", 1, 1_000);
    SealedSegment newest = Segments.of("a", 3, 3_000);

    backlog.add(newer);
    backlog.add(older);
    backlog.add(newest);
    assertThat(published).containsOnlyKeys(wal);
    assertThat(published.get(wal)).isEqualTo(new LogBacklog(3, 300, 1_000, older.sealedAt()));
    backlog.remove(newer);
    backlog.remove(older);
    assertThat(published.get(wal)).isEqualTo(new LogBacklog(1, 100, 3_000, newest.sealedAt()));
    backlog.remove(newest);
    assertThat(published).isEmpty();
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
