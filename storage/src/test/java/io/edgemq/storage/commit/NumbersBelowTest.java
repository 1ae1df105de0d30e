package io.edgemq.storage.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.wal.SegmentId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersBelowTest {
  private final TreeSet<Integer> there = new TreeSet<>();
  private int asked;

  @Test
  void ofNoneThereIsNone() throws IOException {
    assertThat(new NumbersBelow(this::above, NumbersBelow.ALL).next()).isEmpty();
    assertThat(new NumbersBelow(this::above, 1).next()).isEmpty();
    assertThat(new NumbersBelow(this::above, 5_000).next()).isEmpty();
  }

  @Test
  void theNewestOfHalfAMillionIsFoundInFewRequests() throws IOException {
    IntStream.rangeClosed(1, 525_600).forEach(there::add);
    var numbers = new NumbersBelow(this::above, NumbersBelow.ALL);

    assertThat(numbers.next()).hasValue(525_600);
    assertThat(asked).isLessThan(25);

    int before = asked;
    for (int number = 525_599; number > 524_000; number--) {
      assertThat(numbers.next()).hasValue(number);
    }
    assertThat(asked - before).isLessThan(20);
  }

  @Test
  void theLargestNumberThereCanBeIsFound() throws IOException {
    there.add(SegmentId.NUMBER_MAX);
    IntStream.rangeClosed(1, 1_500).forEach(there::add);
    var numbers = new NumbersBelow(this::above, NumbersBelow.ALL);

    assertThat(numbers.next()).hasValue(SegmentId.NUMBER_MAX);
    assertThat(numbers.next()).hasValue(1_500);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19})
  void withAnyGapsAllComeFromTheLargestDown(int seed) throws IOException {
    var random = new Random(seed);
    int number = 0;
    while (there.size() < 4_000) {
      number += random.nextInt(200) == 0 ? 1 + random.nextInt(100_000) : 1 + random.nextInt(2);
      there.add(number);
    }
    int below = random.nextBoolean() ? NumbersBelow.ALL : 1 + random.nextInt(number);

    assertThat(all(new NumbersBelow(this::above, below)))
        .isEqualTo(List.copyOf(there.headSet(below, false).descendingSet()));
  }

  private static List<Integer> all(NumbersBelow numbers) throws IOException {
    var all = new ArrayList<Integer>();
    for (OptionalInt it = numbers.next(); it.isPresent(); it = numbers.next()) {
      all.add(it.getAsInt());
    }
    return all;
  }

  private List<Integer> above(int number, int max) {
    asked++;
    return there.tailSet(number, false).stream().limit(max).toList();
  }
}
