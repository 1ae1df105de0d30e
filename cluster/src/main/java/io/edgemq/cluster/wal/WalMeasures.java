package io.edgemq.cluster.wal;

import io.edgemq.storage.measure.Distribution;
import io.edgemq.storage.measure.ReasonCounts;
import io.edgemq.storage.wal.SealReason;
import java.util.concurrent.atomic.LongAdder;

/// What the logs of a node have done since it started, all together. Any thread.
///
/// @param groupFrames frames that were appended and forced at once
/// @param groupBytes bytes of them
/// @param seals segments by what sealed them
/// @param refusals connections that no log took, by the reason
/// @param stalls how often a log began to let its senders wait: a full or failing disk, or too much
///   that is not shipped
public record WalMeasures(
    Distribution groupFrames,
    Distribution groupBytes,
    ReasonCounts<SealReason> seals,
    ReasonCounts<AttachRefusal> refusals,
    LongAdder stalls) {
  private static final int FRAMES_LARGEST = 1 << 16;
  private static final int BYTES_LARGEST = 1 << 24;

  public WalMeasures() {
    this(
        Distribution.ofPowers(4, FRAMES_LARGEST),
        Distribution.ofPowers(4, BYTES_LARGEST),
        new ReasonCounts<>(SealReason.class),
        new ReasonCounts<>(AttachRefusal.class),
        new LongAdder());
  }
}
