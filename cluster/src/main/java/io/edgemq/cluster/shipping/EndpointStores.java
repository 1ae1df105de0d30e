package io.edgemq.cluster.shipping;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.storage.commit.StoreOfLog;
import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/// The object stores of endpoints: the operator's, or what their destination says when a segment is
/// shipped. As long as that is not known nothing is shipped: a tenant's data is not to get into
/// another store. Any thread.
public final class EndpointStores implements StoreOfLog {
  private final Supplier<Directory> directory;
  private final ObjectStore operators;
  private final ConcurrentMap<Destination.Folder, ObjectStore> folders = new ConcurrentHashMap<>();

  /// @param directory with the destinations as they are now
  /// @param operators where endpoints go that name no destination
  public EndpointStores(Supplier<Directory> directory, ObjectStore operators) {
    this.directory = directory;
    this.operators = operators;
  }

  @Override
  public ObjectStore of(WalId wal) throws IOException {
    Directory now = directory.get();
    if (!now.isComplete()) {
      throw new IOException("the control documents have not been read yet");
    }
    return switch (now.destination(wal.tenant(), wal.endpoint())) {
      case Destination.Operators() -> operators;
      case Destination.Folder folder ->
          folders.computeIfAbsent(folder, it -> new FolderObjectStore(it.path()));
      case Destination.Unknown(String name) ->
          throw new IOException(
              "%s/%s goes to destination %s, which is not there: set destinations/%s/%s"
                  .formatted(wal.tenant(), wal.endpoint(), name, wal.tenant(), name));
    };
  }
}
