package io.edgemq.cluster.wal;

import io.edgemq.storage.wal.SyncMode;
import java.time.Duration;

/// How this node keeps the logs of the endpoints that it owns.
///
/// @param sync when appended frames are forced
/// @param syncInterval how often, where `sync` is `interval`
/// @param queueBytesMax received and not yet appended, per log; divided among its connections as
///   credit
/// @param creditBytesMin least credit of a connection, however many there are
/// @param groupBytesMax most that is appended and forced at once
/// @param logBytesMax of one log on this disk, open and sealed; beyond it nothing is appended until
///   segments were shipped
/// @param diskFreeBytesMin left free for others: below it nothing is appended
/// @param backlogSaturated sealed segments of a log that wait to be shipped, from which on its open
///   segment grows instead of being sealed
/// @param retry pause before what the disk refused is tried again
/// @param idleAfter how long a log without connections stays open
public record WalSettings(
    SyncMode sync,
    Duration syncInterval,
    long queueBytesMax,
    int creditBytesMin,
    long groupBytesMax,
    long logBytesMax,
    long diskFreeBytesMin,
    int backlogSaturated,
    Duration retry,
    Duration idleAfter) {}
