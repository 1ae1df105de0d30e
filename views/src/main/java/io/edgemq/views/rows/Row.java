package io.edgemq.views.rows;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A row of a view. Values are null or, by the type of their column: [String] for `varchar` and
/// `json`, [Boolean], [Long] for all whole numbers, [Float], [Double], [java.math.BigDecimal] with
/// the scale of the type, [java.time.LocalDate], [java.time.LocalTime], [java.time.LocalDateTime]
/// (UTC, microseconds), [Blob], and a [List] of these for lists.
///
/// @param values in the order of the columns; the one for the rest, if the view has it, is the last
/// @param partitions in the order of the partitions
public record Row(List<@Nullable Object> values, List<@Nullable Object> partitions) {
  /// The lists are not copied and must not change.
  public Row {
    values = Collections.unmodifiableList(values);
    partitions = Collections.unmodifiableList(partitions);
  }
}
