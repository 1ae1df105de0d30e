package io.edgemq.storage.wal;

/// Which segment: unique for ever, because no instance opens an epoch twice.
///
/// @param wal the log
/// @param instance whose disk it was written to
/// @param epoch which opening of the log, from 1
/// @param segment from 1 in every epoch
public record SegmentId(WalId wal, String instance, int epoch, int segment) {
  /// Largest epoch and segment number: 8 decimal digits.
  public static final int NUMBER_MAX = 99_999_999;

  public SegmentId {
    if (epoch < 1 || epoch > NUMBER_MAX || segment < 1 || segment > NUMBER_MAX) {
      throw new IllegalArgumentException("epoch " + epoch + ", segment " + segment);
    }
  }

  /// The epoch as object keys have it: where the endpoint is partitioned, with the partition before
  /// it, so that the epochs of an endpoint have different names.
  public String epochName() {
    return wal.partition() == 0 ? digits(epoch) : wal.partition() + "-" + digits(epoch);
  }

  /// 8 decimal digits.
  public static String digits(int number) {
    return "%08d".formatted(number);
  }

  @Override
  public String toString() {
    return wal + "/" + digits(epoch) + "/seg-" + digits(segment);
  }
}
