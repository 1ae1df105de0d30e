package io.edgemq.views.rows;

import java.util.Optional;
import java.util.OptionalInt;

/// Why a row is not among the rows of a view.
///
/// @param column the column or partition whose value is an error; empty where the message, the
///   array or the filter is
/// @param item which row of its message, where a message makes several, counted from 0 as
///   [ViewCounts#rowsIn] counts them: the element of the array, or the line among those that are
///   not blank; empty where the whole message is the row
/// @param detail for people, at most [#DETAIL_MAX] characters
public record DeadLetter(Optional<String> column, OptionalInt item, Reason reason, String detail) {
  /// What docs/format/objects.md allows.
  public static final int DETAIL_MAX = 500;

  public DeadLetter {
    detail = Texts.cut(detail, DETAIL_MAX);
  }
}
