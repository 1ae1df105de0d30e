package io.edgemq.cluster.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.wal.EndpointWal.AppendReply;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

class CommittedAcksTest {
  private static final WalId WAL = new WalId("acme", "plant", 0);

  private final CommittedAcks acks = new CommittedAcks();
  private final ActorRef<AppendReply> first = TestInbox.<AppendReply>create("first").getRef();
  private final ActorRef<AppendReply> second = TestInbox.<AppendReply>create("second").getRef();

  @Test
  void theLastSequenceOfEachSenderInTheSegmentIsReleased() {
    acks.durable(segment(1), first, 1);
    acks.durable(segment(1), second, 7);
    acks.durable(segment(1), first, 2);

    assertThat(committed(1)).containsOnly(Map.entry(first, 2L), Map.entry(second, 7L));
    assertThat(committed(1)).isEmpty();
  }

  @Test
  void aSegmentIsNotAcknowledgedBeforeThoseBeforeItAre() {
    acks.durable(segment(1), first, 1);
    acks.durable(segment(2), second, 1);
    acks.durable(segment(3), first, 2);

    assertThat(committed(3)).isEmpty();
    assertThat(committed(2)).isEmpty();
    assertThat(committed(1)).containsExactly(Map.entry(first, 2L), Map.entry(second, 1L));
  }

  @Test
  void aSegmentThatNobodyWaitsForHoldsNothingBack() {
    acks.durable(segment(2), first, 1);
    acks.durable(segment(5), first, 2);

    assertThat(acks.isAwaited(segment(1))).isFalse();
    assertThat(acks.isAwaited(segment(5))).isTrue();
    assertThat(committed(2)).containsExactly(Map.entry(first, 1L));
    assertThat(committed(3)).isEmpty();
    assertThat(committed(5)).containsExactly(Map.entry(first, 2L));
    assertThat(acks.isAwaited(segment(5))).isFalse();
  }

  @Test
  void aSegmentOfAnotherEpochIsAnother() {
    acks.durable(segment(1), first, 1);
    Map<ActorRef<AppendReply>, Long> released = new LinkedHashMap<>();
    acks.committed(new SegmentId(WAL, "i1", 1, 1), released::put);

    assertThat(released).isEmpty();
  }

  private static SegmentId segment(int number) {
    return new SegmentId(WAL, "i1", 2, number);
  }

  private Map<ActorRef<AppendReply>, Long> committed(int number) {
    Map<ActorRef<AppendReply>, Long> released = new LinkedHashMap<>();
    acks.committed(segment(number), released::put);
    return released;
  }
}
