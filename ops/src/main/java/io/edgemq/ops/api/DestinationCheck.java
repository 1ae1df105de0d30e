package io.edgemq.ops.api;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.cluster.shipping.BucketStores;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.storage.s3.S3ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/// Tries a destination from here, with the settings of the nodes. Blocks.
public final class DestinationCheck {
  private DestinationCheck() {}

  /// What is wrong, one line each; empty: it can be used.
  public static List<String> faults(NodeSettings settings, Destination destination) {
    return switch (destination) {
      case Destination.S3 bucket -> faults(settings, bucket);
      case Destination.Folder folder ->
          Files.exists(folder.path())
                  && !(Files.isDirectory(folder.path()) && Files.isWritable(folder.path()))
              ? List.of(folder.path() + " is no folder that can be written to from here")
              : List.of();
      case Destination.Operators(), Destination.Unknown(_) -> List.of();
    };
  }

  private static List<String> faults(NodeSettings settings, Destination.S3 bucket) {
    var stores = new BucketStores(settings.s3().limits(), settings.s3().credentials());
    try (S3ObjectStore store = stores.open(bucket)) {
      return store.check().faults();
    } catch (IOException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }
}
