package io.edgemq.cluster.shipping;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.storage.commit.StoreOfLog;
import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.StoreCalls;
import io.edgemq.storage.s3.S3ObjectStore;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The object stores of endpoints: the operator's, or what their destination says when a segment is
/// shipped. As long as that is not known nothing is shipped: a tenant's data is not to get into
/// another store. There is one store for each destination, as long as an endpoint has it. Any
/// thread; one at a time, for no longer than it takes to make a client.
public final class EndpointStores implements StoreOfLog, AutoCloseable {
  /// Longer than any segment that is on its way takes, so that nothing is closed under it.
  private static final Duration CLOSED_AFTER = Duration.ofMinutes(30);

  private final Supplier<Directory> directory;
  private final ObjectStore operators;
  private final BucketStores buckets;
  private final InstantSource clock;
  private final StoreCalls folderCalls;
  private final Map<Destination.Folder, ObjectStore> folders = new HashMap<>();
  private final Map<Destination.S3, S3ObjectStore> open = new HashMap<>();
  private final List<Unused> unused = new ArrayList<>();
  private @Nullable Directory seen;

  private record Unused(S3ObjectStore store, Instant since) {}

  /// @param directory with the destinations as they are now
  /// @param operators where endpoints go that name no destination; not closed here
  /// @param buckets makes those of destinations
  public EndpointStores(
      Supplier<Directory> directory,
      ObjectStore operators,
      BucketStores buckets,
      InstantSource clock) {
    this(directory, operators, buckets, clock, new StoreCalls());
  }

  /// @param folderCalls where is counted what folders of destinations are asked
  public EndpointStores(
      Supplier<Directory> directory,
      ObjectStore operators,
      BucketStores buckets,
      InstantSource clock,
      StoreCalls folderCalls) {
    this.folderCalls = folderCalls;
    this.directory = directory;
    this.operators = operators;
    this.buckets = buckets;
    this.clock = clock;
  }

  @Override
  public synchronized ObjectStore of(WalId wal) throws IOException {
    Directory now = directory.get();
    if (!now.isComplete()) {
      throw new IOException("the control documents have not been read yet");
    }
    dropUnused(now);
    return switch (now.destination(wal.tenant(), wal.endpoint())) {
      case Destination.Operators() -> operators;
      case Destination.Folder folder ->
          folders.computeIfAbsent(folder, it -> new FolderObjectStore(it.path(), folderCalls));
      case Destination.S3 bucket -> opened(bucket);
      case Destination.Unknown(String name) ->
          throw new IOException(
              "%s/%s goes to destination %s, which is not there: set destinations/%s/%s"
                  .formatted(wal.tenant(), wal.endpoint(), name, wal.tenant(), name));
    };
  }

  /// The buckets that endpoints have gone to, and may be going to.
  public synchronized List<S3ObjectStore> buckets() {
    return List.copyOf(open.values());
  }

  private S3ObjectStore opened(Destination.S3 bucket) throws IOException {
    S3ObjectStore there = open.get(bucket);
    if (there == null) {
      there = buckets.open(bucket);
      open.put(bucket, there);
    }
    return there;
  }

  private void dropUnused(Directory now) {
    Instant time = clock.instant();
    if (now != seen) {
      seen = now;
      Set<Destination> wanted = new HashSet<>(now.destinations());
      open.entrySet()
          .removeIf(it -> {
            boolean isUnused = !wanted.contains(it.getKey());
            if (isUnused) {
              unused.add(new Unused(it.getValue(), time));
            }
            return isUnused;
          });
    }
    unused.removeIf(it -> {
      boolean isOver = !time.isBefore(it.since().plus(CLOSED_AFTER));
      if (isOver) {
        it.store().close();
      }
      return isOver;
    });
  }

  /// Closes what was opened here.
  @Override
  public synchronized void close() {
    open.values().forEach(S3ObjectStore::close);
    unused.forEach(it -> it.store().close());
    open.clear();
    unused.clear();
  }
}
