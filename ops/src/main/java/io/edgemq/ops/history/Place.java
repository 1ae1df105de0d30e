package io.edgemq.ops.history;

import io.edgemq.storage.object.ObjectStore;

/// A prefix of the keys of an object store.
///
/// @param root of the store, as people see it: an absolute folder, or `s3://bucket/prefix`. Stores
///   with the same root are the same
/// @param prefix empty, or ending at a `/`
public record Place(ObjectStore store, String root, String prefix) {

  /// A key of the store, as people see it.
  String shown(String key) {
    return root.endsWith("/") ? root + key : root + "/" + key;
  }

  /// The place of an endpoint in the same store.
  Place at(String otherPrefix) {
    return new Place(store, root, otherPrefix);
  }

  boolean isSame(Place other) {
    return root.equals(other.root) && prefix.equals(other.prefix);
  }

  /// The place that an endpoint's objects go to, if this is where those of `from` go: an endpoint
  /// below `from` is as far below this.
  Place of(String endpointPrefix, Place from) {
    String below =
        endpointPrefix.startsWith(from.prefix)
            ? endpointPrefix.substring(from.prefix.length())
            : "";
    return at(prefix + below);
  }
}
