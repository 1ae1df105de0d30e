package io.edgemq.views.definition;

import java.util.List;

/// How rows are laid out in files.
///
/// @param partitions folders by the values of these, the first outermost, Hive style; at most
///   [#PARTITIONS_MAX], no name twice. One may have the name of a column with the same expression
///   and type
/// @param sortBy names of columns as they are written there, the most significant first: rows are
///   sorted within a file
/// @param bloomFilter names of columns with a Bloom filter in Parquet files: see
///   [Type#hasBloomFilter]; of CSV files none
public record Output(
    FileFormat format, List<Partition> partitions, List<String> sortBy, List<String> bloomFilter) {
  /// Levels of folders at most.
  public static final int PARTITIONS_MAX = 4;

  public Output {
    partitions = List.copyOf(partitions);
    sortBy = List.copyOf(sortBy);
    bloomFilter = List.copyOf(bloomFilter);
    if (partitions.size() > PARTITIONS_MAX) {
      throw new IllegalArgumentException(partitions.size() + " partitions");
    }
  }

  /// One level of folders.
  ///
  /// @param name matches [ViewDefinition#COLUMN_NAME]
  /// @param type a type whose values have one short text: see [Type#isPartition]
  public record Partition(String name, Expression expression, Type type) {
    public Partition {
      ViewDefinition.checkedColumnName(name);
      if (!type.isPartition()) {
        throw new IllegalArgumentException("no partition is by " + type.label());
      }
    }
  }
}
