package io.edgemq.ingest.connection;

import io.edgemq.ingest.measure.Traffic;
import io.edgemq.ingest.mqtt.CloseReason;
import io.edgemq.storage.measure.Distribution;
import io.edgemq.storage.measure.ReasonCounts;
import io.edgemq.storage.wal.AckLevel;
import java.util.concurrent.atomic.LongAdder;

/// What the MQTT connections of a node have done since it started. Any thread.
///
/// @param traffic what was published
/// @param opened connections that came, and were not one too many
/// @param ended of them, those that are gone
/// @param refused of them, those that were turned away at CONNECT by their key or for want of room,
///   by why
/// @param durableAcks nanoseconds from reading a PUBLISH to handing its PUBACK to the socket, where
///   that stands for durable
/// @param committedAcks the same where it stands for committed
public record MqttMeasures(
    Traffic traffic,
    LongAdder opened,
    LongAdder ended,
    ReasonCounts<CloseReason> refused,
    Distribution durableAcks,
    Distribution committedAcks) {
  /// @param traffic shared with other protocols
  public MqttMeasures(Traffic traffic) {
    this(
        traffic,
        new LongAdder(),
        new LongAdder(),
        new ReasonCounts<>(CloseReason.class),
        Distribution.ofTimes(),
        Distribution.ofTimes());
  }

  Distribution acks(AckLevel level) {
    return switch (level) {
      case DURABLE -> durableAcks;
      case COMMITTED -> committedAcks;
    };
  }
}
