package io.edgemq.views.render;

import io.edgemq.views.definition.Column;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.rows.Blob;
import io.edgemq.views.rows.Row;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The order of rows in files and of files among each other: by partition, then by the columns of
/// `sort_by`. Values are in DuckDB's order: ascending, nulls last, NaN after all numbers, text by
/// its code points.
final class RowOrder {
  private static final int ABOVE_ALL = 1 << Character.SIZE;

  private final int partitions;
  private final int[] sortBy;

  RowOrder(ViewDefinition view) {
    List<String> names = view.columns().stream().map(Column::name).toList();
    partitions = view.output().partitions().size();
    sortBy = view.output().sortBy().stream().mapToInt(names::indexOf).toArray();
  }

  boolean isSorted() {
    return sortBy.length > 0;
  }

  /// The values that decide where a row comes, for [#compare].
  @Nullable Object[] key(Row row) {
    @Nullable Object[] key = new Object[partitions + sortBy.length];
    for (int i = 0; i < partitions; i++) {
      key[i] = row.partitions().get(i);
    }
    for (int i = 0; i < sortBy.length; i++) {
      key[partitions + i] = row.values().get(sortBy[i]);
    }
    return key;
  }

  /// Keys of one view.
  static int compare(@Nullable Object[] one, @Nullable Object[] other) {
    int order = 0;
    for (int i = 0; i < one.length && order == 0; i++) {
      order = values(one[i], other[i]);
    }
    return order;
  }

  /// Values of one type.
  private static int values(@Nullable Object one, @Nullable Object other) {
    if (one == null || other == null) {
      return Boolean.compare(one == null, other == null);
    }
    return switch (one) {
      case String it -> texts(it, (String) other);
      case Long it -> Long.compare(it, (Long) other);
      case Double it -> numbers(it, (Double) other);
      case Float it -> numbers(it, (Float) other);
      case Boolean it -> Boolean.compare(it, (Boolean) other);
      case BigDecimal it -> it.compareTo((BigDecimal) other);
      case LocalDate it -> it.compareTo((LocalDate) other);
      case LocalTime it -> it.compareTo((LocalTime) other);
      case LocalDateTime it -> it.compareTo((LocalDateTime) other);
      case Blob(byte[] bytes) -> Arrays.compareUnsigned(bytes, ((Blob) other).bytes());
      case List<?> it -> lists(it, (List<?>) other);
      default -> throw new IllegalArgumentException(one.getClass().getName());
    };
  }

  private static int lists(List<?> one, List<?> other) {
    int length = Math.min(one.size(), other.size());
    for (int i = 0; i < length; i++) {
      int order = values(one.get(i), other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return one.size() - other.size();
  }

  /// Unlike [Double#compare], zeros are equal.
  private static int numbers(double one, double other) {
    return one == other ? 0 : Double.compare(one, other);
  }

  /// UTF-16 has the characters above U+FFFF, as surrogates, before some of those below.
  private static int texts(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        return rotated(a) - rotated(b);
      }
    }
    return one.length() - other.length();
  }

  /// Surrogates behind the others.
  private static int rotated(char it) {
    return Character.isSurrogate(it) ? it + ABOVE_ALL : it;
  }
}
