package io.edgemq.ops.settings;

import io.edgemq.storage.wal.SealPolicy;
import java.time.Duration;

/// Reads `seal` sections: the one for all, and those of endpoints.
///
/// @param frameBytesMax the largest frame; every segment must be able to hold it
/// @param endpointBytesMax what an endpoint may have on disk; one segment must fit
record SealReader(long frameBytesMax, long endpointBytesMax) {
  private static final Rule<Long> BYTES = Rules.bytes(1, SealPolicy.SIZE_BYTES_CEILING);
  private static final Rule<Duration> AGE =
      Rules.duration(Duration.ofMillis(1), Duration.ofDays(7));

  /// The section for all endpoints, which has every key.
  SealPolicy defaults(Section section) {
    long size = section.value("size", BYTES);
    Duration age = section.value("age", AGE);
    long max = section.value("max-size", BYTES);
    return checked(section, new Values(size, age, max, section.value("committed-age", AGE)));
  }

  /// An endpoint's section, which has some.
  SealPolicy override(Section section, SealPolicy defaults) {
    long size = section.optional("size", BYTES).orElse(defaults.sizeBytes());
    Duration age = section.optional("age", AGE).orElse(defaults.age());
    long max = section.optional("max-size", BYTES).orElse(defaults.sizeBytesMax());
    Duration committedAge = section.optional("committed-age", AGE).orElse(defaults.committedAge());
    return size == defaults.sizeBytes() && max == defaults.sizeBytesMax()
        ? closed(section, new SealPolicy(size, age, max, committedAge))
        : checked(section, new Values(size, age, max, committedAge));
  }

  /// Of a section, each by itself within its limits.
  private record Values(long size, Duration age, long max, Duration committedAge) {}

  private SealPolicy checked(Section section, Values values) {
    long size = values.size();
    long max = values.max();
    if (size > max) {
      section.fault(
          "size",
          "%s is more than max-size; allowed: %s or less"
              .formatted(Units.bytes(size), Units.bytes(max)));
    }
    if (max < frameBytesMax) {
      section.fault(
          "max-size",
          "%s does not hold the largest message; allowed: %s or more (mqtt.message-bytes-max and"
                  .formatted(Units.bytes(max), Units.bytes(frameBytesMax))
              + " 65554 bytes for its topic)");
    }
    if (max > endpointBytesMax) {
      section.fault(
          "max-size",
          "%s is more than an endpoint may have on disk; allowed: %s or less"
                  .formatted(Units.bytes(max), Units.bytes(endpointBytesMax))
              + " (wal.endpoint-bytes-max)");
    }
    return closed(
        section, new SealPolicy(Math.min(size, max), values.age(), max, values.committedAge()));
  }

  private static SealPolicy closed(Section section, SealPolicy policy) {
    section.refuseOthers();
    return policy;
  }
}
