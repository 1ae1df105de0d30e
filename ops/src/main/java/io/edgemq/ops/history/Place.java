package io.edgemq.ops.history;

import io.edgemq.ops.tools.StoreLocation;
import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.storage.object.ObjectStore;
import java.nio.file.Path;

/// A prefix of the keys of an object store.
///
/// @param root of the store, absolute
/// @param prefix empty, or ending at a `/`
public record Place(Path root, String prefix) {
  /// Where committed segments are.
  public static Place of(StoreLocation location) {
    return new Place(location.root(), location.prefix());
  }

  /// Where rendered objects go: of the same store if the folder is in it, else of one that begins
  /// at the folder, which need not be there.
  public Place towards(Path folder) {
    Path to = folder.toAbsolutePath().normalize();
    if (!to.startsWith(root)) {
      return new Place(to, "");
    }
    return new Place(root, to.equals(root) ? "" : root.relativize(to) + "/");
  }

  ObjectStore store() {
    return new FolderObjectStore(root);
  }

  /// The place that an endpoint's objects go to, if this is where those of `from` go: an endpoint
  /// below `from` is as far below this.
  Place of(String endpointPrefix, Place from) {
    String below =
        endpointPrefix.startsWith(from.prefix)
            ? endpointPrefix.substring(from.prefix.length())
            : "";
    return new Place(root, prefix + below);
  }
}
