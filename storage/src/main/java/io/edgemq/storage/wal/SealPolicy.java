package io.edgemq.storage.wal;

import java.time.Duration;

/// When an open segment is sealed (docs/format/wal.md): at `size` or `age`, or `committed-age`
/// after somebody began to wait for it to be committed, whichever comes first; while shipping
/// cannot keep up it goes on growing, to `max-size` at the most.
///
/// @param sizeBytes raw bytes at which a segment is sealed
/// @param age time since its first frame after which a segment is sealed
/// @param sizeBytesMax raw bytes that a segment never grows beyond
/// @param committedAge time since [EndpointLog#awaitCommit] after which a segment is sealed
public record SealPolicy(long sizeBytes, Duration age, long sizeBytesMax, Duration committedAge) {
  /// Segments are read whole when they are shipped, so none is larger than this.
  public static final long SIZE_BYTES_CEILING = 1L << 30;

  public SealPolicy {
    if (sizeBytes < 1 || sizeBytesMax < sizeBytes || sizeBytesMax > SIZE_BYTES_CEILING) {
      throw new IllegalArgumentException(
          "seal size %d and max size %d are not within 1 and %d in this order"
              .formatted(sizeBytes, sizeBytesMax, SIZE_BYTES_CEILING));
    }
    if (age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException("seal age " + age + " is not positive");
    }
    if (committedAge.isNegative() || committedAge.isZero()) {
      throw new IllegalArgumentException("seal committed age " + committedAge + " is not positive");
    }
  }

  /// A policy by which nobody's waiting makes a segment be sealed earlier.
  public SealPolicy(long sizeBytes, Duration age, long sizeBytesMax) {
    this(sizeBytes, age, sizeBytesMax, age);
  }
}
