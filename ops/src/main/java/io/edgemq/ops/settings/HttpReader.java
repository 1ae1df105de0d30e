package io.edgemq.ops.settings;

import io.edgemq.ingest.http.HttpSettings;
import io.edgemq.ingest.http.body.BodyLimits;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Reads what the section `http` has beside its listener.
///
/// @param messageBytesMax what a message may have, and so a record
/// @param queueBytesMax frames that the queue of a log holds; a request must fit
record HttpReader(int messageBytesMax, long queueBytesMax) {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long TIB = 1L << 40;
  private static final Duration INSTANT = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  HttpSettings read(Section section) {
    var http =
        new HttpSettings(
            section.value("connections-max", Rules.integer(1, 10_000_000)),
            body(section),
            section.value("header-bytes-max", Rules.smallBytes(KIB, MIB)),
            section.value("held-bytes-max", Rules.bytes(MIB, TIB)),
            section.value("held-bytes-tenant-max", Rules.bytes(MIB, TIB)),
            section.value("queue-bytes-max", Rules.bytes(KIB, TIB)),
            section.value("header-timeout", Rules.duration(INSTANT, HOUR)),
            section.value("idle-timeout", Rules.duration(INSTANT, DAY)),
            section.value("body-gap-timeout", Rules.duration(INSTANT, HOUR)),
            section.value("body-timeout", Rules.duration(INSTANT, DAY)),
            section.value("append-within", Rules.duration(INSTANT, HOUR)),
            section.value("committed-within", Rules.duration(INSTANT, HOUR)),
            section.value("write-timeout", Rules.duration(INSTANT, HOUR)),
            section.value("close-within", Rules.duration(INSTANT, HOUR)),
            corsOrigins(section));
    section.refuseOthers();
    return http;
  }

  /// Frames have room for one record of the largest size in any case, and so has the queue.
  private BodyLimits body(Section section) {
    int bodyBytesMax = section.value("body-bytes-max", Rules.smallBytes(1, 512 * MIB));
    int framesBytesMax = section.value("frames-bytes-max", Rules.smallBytes(KIB, 1024 * MIB));
    int frameBytesMax = messageBytesMax + BodyLimits.FRAME_BEYOND_RECORD_BYTES;
    long fitting = Math.min(framesBytesMax, queueBytesMax);
    return new BodyLimits(bodyBytesMax, messageBytesMax, (int) Math.max(frameBytesMax, fitting));
  }

  private static Set<String> corsOrigins(Section section) {
    List<String> origins = section.value("cors-origins", Rules.listOf(Rules.origin()));
    return Set.copyOf(origins);
  }
}
