package io.edgemq.storage.commit;

import io.edgemq.storage.wal.SegmentId;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/// Numbers of segments or epochs from the largest down, of which only the next larger ones of any
/// can be asked for, as object stores list keys. What is asked grows with the logarithm of how many
/// there are, and with how many are taken. One thread.
final class NumbersBelow {
  /// Numbers that are there, and may become more.
  interface Numbers {
    /// Those above a number, from 0, ascending, at most so many; fewer if there are no more.
    List<Integer> above(int number, int max) throws IOException;
  }

  /// Below it are all that there can be.
  static final int ALL = SegmentId.NUMBER_MAX + 1;

  /// As many as S3 lists in one request.
  private static final int LISTED_MAX = 1_000;

  /// What is fetched at once on the way down, where most numbers are there.
  private static final int WINDOW = 100;

  private final Numbers numbers;
  private final Deque<Integer> fetched = new ArrayDeque<>(); // the largest first
  private int below;

  /// @param below left out, as is all above it
  NumbersBelow(Numbers numbers, int below) {
    this.numbers = numbers;
    this.below = below;
  }

  /// The next smaller one; nothing when there is none.
  OptionalInt next() throws IOException {
    if (fetched.isEmpty()) {
      fetch();
    }
    if (fetched.isEmpty()) {
      return OptionalInt.empty();
    }
    below = fetched.removeFirst();
    return OptionalInt.of(below);
  }

  private void fetch() throws IOException {
    int from = Math.max(0, below - 1 - WINDOW);
    if (below < ALL) {
      take(numbers.above(from, WINDOW));
    }
    if (fetched.isEmpty() && from > 0) {
      search(below < ALL ? from : SegmentId.NUMBER_MAX);
    }
  }

  private void take(List<Integer> ascending) {
    for (int number : ascending) {
      if (number < below) {
        fetched.addFirst(number);
      }
    }
  }

  /// Looks for the largest up to a number: upwards in steps that double, then by halves. It is
  /// always one of the last page that was not empty, or above what that page ends with.
  private void search(int highest) throws IOException {
    int low = 0;
    int high = highest;
    int step = 0; // first from the beginning: most epochs are short
    List<Integer> last = List.of();
    boolean isFound = high == 0;
    while (!isFound) {
      int from = low + Math.min(step, (high - low) / 2);
      int to = high;
      List<Integer> page = numbers.above(from, LISTED_MAX).stream().filter(it -> it <= to).toList();
      if (page.isEmpty()) {
        high = from;
      } else {
        last = page;
        low = page.getLast();
      }
      step = Math.min(Math.max(LISTED_MAX, 2 * step), SegmentId.NUMBER_MAX);
      boolean isLastPage = !page.isEmpty() && page.size() < LISTED_MAX;
      isFound = isLastPage || low == high;
    }
    take(last);
  }
}
