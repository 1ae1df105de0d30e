package io.edgemq.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.ingest.http.AppendOutcome.Appended;
import io.edgemq.ingest.http.AppendOutcome.Refused;
import io.edgemq.ingest.transport.HeldBytes;
import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// A queue of 1000 bytes, ten seconds for an answer, and requests of 100 bytes unless a test says
/// otherwise.
class AppendQueueTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private AppendQueue queue = queue(AckLevel.DURABLE);
  private final HeldBytes held = new HeldBytes(1 << 20, 1 << 20);
  private final List<Long> sent = new ArrayList<>();
  private final List<Long> resent = new ArrayList<>();

  @Test
  void whatFitsTheCreditIsSentInOrderAndTheRestWhenThereIsRoom() {
    List<CompletableFuture<AppendOutcome>> answers = add(5, 100);
    queue.attached(this::send, 250);
    assertThat(sent).containsExactly(1L, 2L);

    queue.durable(1, position(0));
    assertThat(sent).containsExactly(1L, 2L, 3L);
    assertThat(answers.getFirst()).isCompletedWithValue(new Appended(position(0)));
    queue.durable(2, position(100));
    queue.durable(3, position(200));
    queue.durable(4, position(300));
    queue.durable(5, position(400));

    assertThat(answers.getLast()).isCompletedWithValue(new Appended(position(400)));
    assertThat(queue.isEmpty()).isTrue();
    assertThat(held.bytes()).isZero();
  }

  @Test
  void oneThatIsLargerThanTheCreditGoesAlone() {
    add(1, 100);
    add(1, 500);
    add(1, 100);
    queue.attached(this::send, 250);
    assertThat(sent).containsExactly(1L);

    queue.durable(1, position(0));
    assertThat(sent).containsExactly(1L, 2L);
    queue.durable(2, position(100));
    assertThat(sent).containsExactly(1L, 2L, 3L);
  }

  @Test
  void whatDoesNotFitTheQueueIsRefusedAtOnceAndHoldsNothing() {
    add(10, 100);
    assertThat(held.bytes()).isEqualTo(1000);

    assertThat(add(1, 100).getFirst()).isCompletedWithValue(refused(HttpRefusal.QUEUE_FULL));
    assertThat(held.bytes()).isEqualTo(1000);
    queue.attached(this::send, 5000);
    assertThat(add(1, 100).getFirst())
        .as("what was sent still counts")
        .isCompletedWithValue(refused(HttpRefusal.QUEUE_FULL));
    queue.durable(1, position(0));
    assertThat(add(1, 100).getFirst()).isNotDone();
  }

  @Test
  void oneThatIsLargerThanTheQueueIsTakenWhenItIsEmpty() {
    assertThat(add(1, 2000).getFirst()).isNotDone();
    assertThat(add(1, 100).getFirst()).isCompletedWithValue(refused(HttpRefusal.QUEUE_FULL));
  }

  @Test
  void aSuccessorOfTheLogIsSentWhatWasNotAnsweredFirst() {
    List<CompletableFuture<AppendOutcome>> answers = add(4, 100);
    queue.attached(this::send, 300);
    queue.durable(1, position(0));
    queue.detached();
    assertThat(queue.isAttached()).isFalse();
    add(1, 100);
    assertThat(sent).containsExactly(1L, 2L, 3L, 4L);

    queue.attached((_, sequence, _) -> resent.add(sequence), 400);

    assertThat(resent).containsExactly(2L, 3L, 4L, 5L);
    queue.durable(2, position(0));
    assertThat(answers.get(1)).isCompletedWithValue(new Appended(position(0)));
  }

  @Test
  void anAnswerOfTheOldLogThatComesLateIsGoodAndItsSecondIsNotMissed() {
    List<CompletableFuture<AppendOutcome>> answers = add(2, 100);
    queue.attached(this::send, 300);
    queue.detached();
    queue.attached(this::send, 300);

    queue.durable(1, position(7));
    queue.durable(1, position(99));
    queue.durable(2, position(107));
    queue.durable(2, position(199));

    assertThat(answers.getFirst()).isCompletedWithValue(new Appended(position(7)));
    assertThat(answers.getLast()).isCompletedWithValue(new Appended(position(107)));
  }

  @Test
  void oneThatWasNotSentInTimeIsWithdrawn() {
    List<CompletableFuture<AppendOutcome>> answers = add(2, 100);
    queue.expire(10 * SECOND - 1);
    assertThat(answers.getFirst()).isNotDone();

    queue.expire(10 * SECOND);

    assertThat(answers).allMatch(it -> it.join().equals(refused(HttpRefusal.NOT_APPENDED)));
    assertThat(held.bytes()).isZero();
    queue.attached(this::send, 300);
    assertThat(sent).isEmpty();
  }

  @Test
  void oneThatWasSentAndNotAnsweredInTimeIsKept() {
    List<CompletableFuture<AppendOutcome>> answers = add(1, 100);
    queue.attached(this::send, 300);

    queue.expire(10 * SECOND);

    assertThat(answers.getFirst()).isCompletedWithValue(refused(HttpRefusal.OUTCOME_UNKNOWN));
    assertThat(held.bytes()).isEqualTo(100);
    queue.detached();
    queue.attached((_, sequence, _) -> resent.add(sequence), 300);
    assertThat(resent).containsExactly(1L);
    queue.durable(1, position(0));
    assertThat(held.bytes()).isZero();
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void whereAnAnswerWasLostThePositionIsNotMadeUp() {
    List<CompletableFuture<AppendOutcome>> answers = add(2, 100);
    queue.attached(this::send, 300);

    queue.durable(2, position(100));

    assertThat(answers.getFirst()).isCompletedWithValue(refused(HttpRefusal.OUTCOME_UNKNOWN));
    assertThat(answers.getLast()).isCompletedWithValue(new Appended(position(100)));
  }

  @Test
  void withoutALogWhatWaitsIsRefused() {
    List<CompletableFuture<AppendOutcome>> answers = add(2, 100);

    queue.refuseWaiting(HttpRefusal.LOG_UNAVAILABLE);

    assertThat(answers).allMatch(it -> it.join().equals(refused(HttpRefusal.LOG_UNAVAILABLE)));
    assertThat(held.bytes()).isZero();
  }

  @Test
  void inTheEndEveryRequestIsAnswered() {
    List<CompletableFuture<AppendOutcome>> answers = add(3, 100);
    queue.attached(this::send, 200);

    queue.end();

    assertThat(answers.getFirst()).isCompletedWithValue(refused(HttpRefusal.OUTCOME_UNKNOWN));
    assertThat(answers.getLast()).isCompletedWithValue(refused(HttpRefusal.STOPPING));
    assertThat(held.bytes()).isZero();
  }

  @Test
  void onlyWhatALogHasNotGotIsSentToItAgainAndItIsToldWhatIsNotAnswered() {
    List<List<Long>> appends = new ArrayList<>();
    add(4, 100);
    queue.attached((_, sequence, oldest) -> appends.add(List.of(sequence, oldest)), 1000);
    queue.durable(1, position(0));
    appends.clear();

    queue.resend(2);

    assertThat(appends).containsExactly(List.of(3L, 2L), List.of(4L, 2L));
  }

  @Test
  void aLogIsSilentWhenItHasAnsweredNothingBetweenTwoLooks() {
    assertThat(queue.isSilent()).isFalse();
    add(2, 100);
    queue.attached(this::send, 1000);
    assertThat(queue.isSilent()).isFalse();
    assertThat(queue.isSilent()).isTrue();

    queue.durable(1, position(0));
    assertThat(queue.isSilent()).isFalse();
    queue.durable(2, position(100));
    assertThat(queue.isSilent()).isFalse();
    assertThat(queue.isSilent()).isFalse();
  }

  @Test
  void whatIsToBeCommittedIsAnsweredThenWithThePositionThatItGotBefore() {
    queue = queue(AckLevel.COMMITTED);
    List<CompletableFuture<AppendOutcome>> answers = add(3, 100);
    queue.attached(this::send, 200);
    queue.durable(1, position(0));
    queue.durable(2, position(100));
    assertThat(sent).as("they take credit until they are committed").containsExactly(1L, 2L);
    assertThat(answers).noneMatch(CompletableFuture::isDone);
    assertThat(held.bytes()).isEqualTo(300);

    queue.committed(1);
    assertThat(answers.getFirst()).isCompletedWithValue(new Appended(position(0)));
    assertThat(sent).containsExactly(1L, 2L, 3L);
    queue.durable(3, position(200));
    queue.committed(3);

    assertThat(answers.get(1)).isCompletedWithValue(new Appended(position(100)));
    assertThat(answers.get(2)).isCompletedWithValue(new Appended(position(200)));
    assertThat(queue.isEmpty()).isTrue();
    assertThat(held.bytes()).isZero();
  }

  @Test
  void whatIsNotCommittedInTimeIsAnsweredSoAndGivenUpOnceItIsDurable() {
    queue = queue(AckLevel.COMMITTED);
    List<CompletableFuture<AppendOutcome>> answers = add(3, 100);
    queue.attached(this::send, 250);
    queue.durable(1, position(0));
    queue.expire(10 * SECOND);
    assertThat(answers.get(0)).isNotDone();
    assertThat(answers.get(1)).isCompletedWithValue(refused(HttpRefusal.OUTCOME_UNKNOWN));
    assertThat(answers.get(2)).isCompletedWithValue(refused(HttpRefusal.NOT_APPENDED));
    List<CompletableFuture<AppendOutcome>> later = add(1, 100, 25 * SECOND);

    queue.expire(30 * SECOND);

    assertThat(answers.get(0)).isCompletedWithValue(refused(HttpRefusal.NOT_COMMITTED));
    assertThat(sent).as("it takes no credit any more").containsExactly(1L, 2L, 3L);
    queue.durable(2, position(100));
    queue.durable(3, position(200));
    queue.committed(3);
    assertThat(later.getFirst()).isCompletedWithValue(new Appended(position(200)));
    assertThat(held.bytes()).isZero();
  }

  @Test
  void whatIsDurableAndNotCommittedGoesToTheNextLogAheadOfTheRest() {
    queue = queue(AckLevel.COMMITTED);
    List<CompletableFuture<AppendOutcome>> answers = add(3, 100);
    queue.attached(this::send, 1000);
    queue.durable(1, position(0));
    queue.durable(2, position(100));
    queue.detached();
    sent.clear();
    List<Long> oldest = new ArrayList<>();
    queue.attached(
        (batches, sequence, first) -> {
          sent.add(sequence);
          oldest.add(first);
        },
        1000);

    assertThat(sent).containsExactly(1L, 2L, 3L);
    assertThat(oldest).containsOnly(1L);
    queue.durable(1, position(700));
    queue.durable(2, position(800));
    queue.durable(3, position(900));
    queue.committed(3);
    assertThat(answers.getFirst()).isCompletedWithValue(new Appended(position(700)));
  }

  @Test
  void aPositionThatWasLostOnTheWayIsNotMadeUp() {
    queue = queue(AckLevel.COMMITTED);
    List<CompletableFuture<AppendOutcome>> answers = add(3, 100);
    queue.attached(this::send, 1000);
    queue.durable(2, position(100));
    queue.committed(3);

    assertThat(answers.get(0)).isCompletedWithValue(refused(HttpRefusal.OUTCOME_UNKNOWN));
    assertThat(answers.get(1)).isCompletedWithValue(new Appended(position(100)));
    assertThat(answers.get(2)).isCompletedWithValue(refused(HttpRefusal.OUTCOME_UNKNOWN));
  }

  @Test
  void aLogThatOwesACommitIsSilentToo() {
    queue = queue(AckLevel.COMMITTED);
    add(1, 100);
    queue.attached(this::send, 1000);
    queue.durable(1, position(0));
    assertThat(queue.isSilent()).isFalse();
    assertThat(queue.isSilent()).isTrue();
    queue.committed(1);
    assertThat(queue.isSilent()).isFalse();
  }

  @Test
  void whenTheNodeEndsItIsSaidThatSomethingIsDurable() {
    queue = queue(AckLevel.COMMITTED);
    List<CompletableFuture<AppendOutcome>> answers = add(1, 100);
    queue.attached(this::send, 1000);
    queue.durable(1, position(0));
    queue.end();

    assertThat(answers.getFirst()).isCompletedWithValue(refused(HttpRefusal.NOT_COMMITTED));
    assertThat(held.bytes()).isZero();
  }

  private static AppendQueue queue(AckLevel ack) {
    return new AppendQueue(ack, 1000, Duration.ofSeconds(10), Duration.ofSeconds(30));
  }

  private void send(Object batches, long sequence, long oldest) {
    sent.add(sequence);
  }

  private List<CompletableFuture<AppendOutcome>> add(int count, int bytes) {
    return add(count, bytes, 0);
  }

  private List<CompletableFuture<AppendOutcome>> add(int count, int bytes, long nowNanos) {
    List<CompletableFuture<AppendOutcome>> answers = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      HeldBytes.Part part = held.part("acme");
      part.resize(bytes);
      var answer = new CompletableFuture<AppendOutcome>();
      queue.add(new AppendQueue.Request(List.of(Batches.sized(bytes)), part, answer), nowNanos);
      answers.add(answer);
    }
    return answers;
  }

  private static Refused refused(HttpRefusal reason) {
    return new Refused(reason);
  }

  private static LogPosition position(long offset) {
    return new LogPosition(new SegmentId(new WalId("acme", "plant", 0), "node", 1, 1), offset);
  }
}
