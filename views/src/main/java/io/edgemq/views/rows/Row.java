package io.edgemq.views.rows;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row of a view. Values are null or, by the type of their column: [String] for `varchar` and
/// `json`, [Boolean], [Long] for all whole numbers, [Float], [Double], [java.math.BigDecimal] with
/// the scale of the type, [java.time.LocalDate], [java.time.LocalTime], [java.time.LocalDateTime]
/// (UTC, microseconds), [Blob], and a [List] of these for lists.
///
/// Neither list may be changed; they are not copied.
///
/// @param values in the order of the columns; the one for the rest, if the view has it, is the last
/// @param partitions in the order of the partitions
public record Row(List<@Nullable Object> values, List<@Nullable Object> partitions) {
  private static final int VALUE_BYTES = 16;

  /// About what it takes in memory.
  public long bytes() {
    return bytes(values) + bytes(partitions);
  }

  private static long bytes(@Nullable Object value) {
    long bytes = VALUE_BYTES;
    switch (value) {
      case String text -> bytes += text.length();
      case Blob(byte[] content) -> bytes += content.length;
      case List<?> list -> {
        for (int i = 0; i < list.size(); i++) { // an iterator is slow here
          bytes += bytes(list.get(i));
        }
      }
      case null, default -> {}
    }
    return bytes;
  }
}
