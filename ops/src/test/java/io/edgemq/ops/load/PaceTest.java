package io.edgemq.ops.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long START = 5_000_000_000L;
  private static final long MILLI = 1_000_000;

  private static LoadPlan plan(int connections, int threads, double rate) {
    return LoadPlan.to("localhost", 1883, new FixedMessages(12))
        .connections(connections)
        .threads(threads)
        .messagesPerSecond(rate)
        .build();
  }

  @Test
  void slotsComeOneAfterTheOther() {
    Pace pace = new Pace(plan(4, 1, 1_000), 0, 4, START);

    assertThat(pace.slotsDue(START - 1)).isZero();
    assertThat(pace.slotsDue(START)).isEqualTo(1);
    assertThat(pace.slotsDue(START + MILLI - 1)).isEqualTo(1);
    assertThat(pace.slotsDue(START + MILLI)).isEqualTo(2);
    assertThat(pace.slotNanos(7)).isEqualTo(START + 7 * MILLI);
  }

  @Test
  void connectionsTakeTurns() {
    Pace pace = new Pace(plan(3, 1, 1_000), 0, 3, START);

    assertThat(pace.due(0, 0)).isZero();
    assertThat(pace.due(0, 1)).isEqualTo(1);
    assertThat(pace.due(1, 1)).isZero();
    assertThat(pace.due(2, 3)).isEqualTo(1);
    assertThat(pace.due(0, 4)).isEqualTo(2);
    assertThat(pace.due(1, 4)).isEqualTo(1);
    assertThat(pace.dueNanos(1, 2)).isEqualTo(START + 7 * MILLI);
  }

  @Test
  void aMessageIsDueWhenItsSlotIs() {
    Pace pace = new Pace(plan(7, 2, 12_345), 1, 3, START);
    for (int connection = 0; connection < 3; connection++) {
      for (long sequence = 0; sequence < 500; sequence++) {
        long due = pace.dueNanos(connection, sequence);
        assertThat(pace.due(connection, pace.slotsDue(due + 1))).isEqualTo(sequence + 1);
        assertThat(pace.due(connection, pace.slotsDue(due - 1))).isEqualTo(sequence);
      }
    }
  }

  @Test
  void threadsShareTheRateByTheirConnections() {
    LoadPlan plan = plan(10, 3, 5_000);
    long later = START + 60_000 * MILLI;
    long due = 0;
    for (int thread = 0; thread < 3; thread++) {
      due += new Pace(plan, thread, thread == 0 ? 4 : 3, START).slotsDue(later);
    }

    assertThat(due).isBetween(300_000L, 300_003L);
  }

  @Test
  void bunchesOfAllConnectionsAreDueTogether() {
    // 4 messages of each of 3 connections every 12 ms.
    LoadPlan plan =
        LoadPlan.to("localhost", 1883, new FixedMessages(12))
            .connections(3)
            .messagesPerSecond(1_000)
            .bunch(4)
            .build();
    Pace pace = new Pace(plan, 0, 3, START);

    assertThat(pace.slotsDue(START - 1)).isZero();
    assertThat(pace.slotsDue(START)).isEqualTo(12);
    assertThat(pace.slotsDue(START + 12 * MILLI - 1)).isEqualTo(12);
    assertThat(pace.slotsDue(START + 12 * MILLI)).isEqualTo(24);
    assertThat(pace.due(0, 24)).isEqualTo(8);
    assertThat(pace.due(2, 24)).isEqualTo(8);
    assertThat(pace.dueNanos(2, 3)).isEqualTo(START);
    assertThat(pace.dueNanos(0, 4)).isEqualTo(START + 12 * MILLI);
    assertThat(pace.slotNanos(12)).isEqualTo(START + 12 * MILLI);
  }

  @Test
  void withoutARateThereIsNoTimetable() {
    assertThat(new Pace(plan(3, 1, 0), 0, 3, START).isPaced()).isFalse();
  }
}
