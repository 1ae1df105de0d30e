package io.edgemq.views.rows;

import java.util.Optional;

/// Why a row is not among the rows of a view.
///
/// @param column the column or partition whose value is an error; empty where the message, the
///   array or the filter is
/// @param detail for people, at most [#DETAIL_MAX] characters
public record DeadLetter(Optional<String> column, Reason reason, String detail) {
  /// What docs/format/objects.md allows.
  public static final int DETAIL_MAX = 500;

  public DeadLetter {
    if (detail.length() > DETAIL_MAX) {
      int end = DETAIL_MAX - 1;
      detail =
          detail.substring(0, Character.isHighSurrogate(detail.charAt(end - 1)) ? end - 1 : end)
              + "…";
    }
  }
}
