package io.edgemq.cluster.wal;

import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.shipping.Shipping;
import io.edgemq.storage.wal.DataDirectory;
import io.edgemq.storage.wal.LogDisk;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/// What the logs of one node share.
///
/// @param settings limits of every log
/// @param directory with the endpoints as they are now
/// @param data this node's directory
/// @param disk how segment files are made
/// @param diskFreeBytes free space where the data lies; a cheap call
/// @param shipping who takes sealed segments
/// @param logs where each log is listed as long as it lives
/// @param serverReference host and port of this node for clients, empty if they are not to be told
/// @param clock of seal ages and times
public record WalNode(
    WalSettings settings,
    Supplier<Directory> directory,
    DataDirectory data,
    LogDisk disk,
    LongSupplier diskFreeBytes,
    ActorRef<Shipping.Command> shipping,
    OpenLogs logs,
    String serverReference,
    InstantSource clock) {}
