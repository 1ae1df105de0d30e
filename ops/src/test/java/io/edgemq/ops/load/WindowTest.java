package io.edgemq.ops.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WindowTest {
  private final Tally tally = new Tally();

  private static int[] send(Window window, int count) {
    int[] ids = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = window.send();
    }
    return ids;
  }

  @Test
  void roomShrinksBySendingAndGrowsByPubacks() {
    Window window = new Window(1, 5, tally);
    int[] ids = send(window, 5);

    assertThat(ids).containsExactly(1, 2, 3, 4, 5);
    assertThat(window.room()).isZero();
    assertThat(window.expected()).isEqualTo(1);

    window.acknowledgeExpected(0);
    window.acknowledgeExpected(0);

    assertThat(window.room()).isEqualTo(2);
    assertThat(window.acknowledged()).isEqualTo(2);
    assertThat(window.inFlight()).isEqualTo(3);
  }

  @Test
  void nothingIsExpectedWhenNothingIsInFlight() {
    Window window = new Window(1, 5, tally);

    assertThat(window.expected()).isEqualTo(-1);
  }

  @Test
  void theLargestWindowUsesEveryPacketIdOnce() {
    Window window = new Window(1, LoadPlan.WINDOW_MAX, tally);
    int[] ids = send(window, LoadPlan.WINDOW_MAX);

    assertThat(ids).startsWith(1).endsWith(65_535).doesNotHaveDuplicates();
    assertThat(window.room()).isZero();

    window.acknowledgeExpected(0);

    assertThat(window.send()).isEqualTo(1);
  }

  @Test
  void latencyRunsFromTheStampToThePuback() {
    Window window = new Window(1, 3, tally);
    int[] _ = send(window, 2);
    window.stamp(1_000_000);
    int[] _ = send(window, 1);
    window.stamp(2_000_000);
    for (int i = 0; i < 3; i++) {
      window.acknowledgeExpected(5_000_000);
    }
    window.recordLatency(5_000_000);

    assertThat(tally.answerMicros.getTotalCount()).isEqualTo(3);
    assertThat(tally.answerMicros.getMinValue()).isEqualTo(3_000);
    assertThat(tally.answerMicros.getCountBetweenValues(4_000, 4_001)).isEqualTo(2);
  }

  @Test
  void stampsGoRoundTheRing() {
    Window window = new Window(1, 4, tally);
    for (int round = 0; round < 10; round++) {
      int[] _ = send(window, 3);
      window.stamp(round * 1_000_000L);
      for (int i = 0; i < 3; i++) {
        window.acknowledgeExpected(round * 1_000_000L + 7_000);
      }
      window.recordLatency(round * 1_000_000L + 7_000);
    }

    assertThat(tally.answerMicros.getTotalCount()).isEqualTo(30);
    assertThat(tally.answerMicros.getMinValue()).isEqualTo(7);
    assertThat(tally.answerMicros.getMaxValue()).isEqualTo(7);
  }

  @Test
  void afterAResetTheUnacknowledgedGoOutAgainUnderNewIdentifiers() {
    Window window = new Window(1, 4, tally);
    int[] _ = send(window, 4);
    window.stamp(1_000_000);
    window.acknowledgeExpected(2_000_000);
    window.recordLatency(2_000_000);
    window.reopen();

    assertThat(window.next()).isEqualTo(1);
    assertThat(window.high()).isEqualTo(4);
    assertThat(window.inFlight()).isZero();
    assertThat(send(window, 3)).containsExactly(5, 6, 7);
    assertThat(window.expected()).isEqualTo(5);

    window.stamp(8_000_000);
    window.acknowledgeExpected(9_000_000);
    window.recordLatency(9_000_000);

    assertThat(tally.answerMicros.getMaxValue()).isBetween(8_000L, 8_007L);
  }

  @Test
  void anEarlyPubackCountsOnceThoseBeforeItAreThere() {
    Window window = new Window(1, 4, tally);
    int[] ids = send(window, 4);
    window.acknowledgeEarly(ids[2]);

    assertThat(window.acknowledged()).isZero();
    assertThat(window.room()).isZero();

    window.acknowledgeExpected(0);
    window.acknowledgeExpected(0);

    assertThat(window.acknowledged()).isEqualTo(3);
    assertThat(window.expected()).isEqualTo(ids[3]);
    assertThat(tally.faults).isEqualTo(1);
  }

  @Test
  void anEarlyPubackIsForgottenAfterAReset() {
    Window window = new Window(1, 4, tally);
    int[] ids = send(window, 4);
    window.acknowledgeEarly(ids[1]);
    window.reopen();
    int[] _ = send(window, 4);
    window.acknowledgeExpected(0);

    assertThat(window.acknowledged()).isEqualTo(1);
  }

  @Test
  void pubacksForNothingChangeNothing() {
    Window window = new Window(1, 4, tally);
    int[] _ = send(window, 2);
    window.acknowledgeEarly(0);
    window.acknowledgeEarly(3);
    window.acknowledgeEarly(65_535);
    window.acknowledgeExpected(0);
    window.acknowledgeExpected(0);

    assertThat(window.acknowledged()).isEqualTo(2);
    assertThat(tally.faults).isEqualTo(3);
  }

  @Test
  void withQosZeroNothingIsEverInFlight() {
    Window window = new Window(0, 1, tally);
    int[] _ = send(window, 100);
    window.stamp(1);

    assertThat(window.inFlight()).isZero();
    assertThat(window.acknowledged()).isZero();
    assertThat(window.room()).isPositive();
    assertThat(window.next()).isEqualTo(100);

    window.reopen();

    assertThat(window.next()).isEqualTo(100);
  }

  @Test
  void aServerMayLowerTheWindowForOneConnection() {
    Window window = new Window(1, 10, tally);
    window.limit(4);

    assertThat(window.room()).isEqualTo(4);

    window.limit(65_535);

    assertThat(window.room()).isEqualTo(10);
  }
}
