package io.edgemq.cluster.directory;

import io.edgemq.cluster.directory.DocumentName.Version;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.PutOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/// The documents of plans, tenants, endpoints and destinations in the operator's object store. A
/// change is the next version, created if absent, so that nobody overwrites what he has not seen
/// and all that there was stays (decision 0025). Calls block; any thread.
final class DirectoryDocuments {
  private final ObjectStore store;

  DirectoryDocuments(ObjectStore store) {
    this.store = store;
  }

  /// The numbers of all versions of a document, in order.
  List<Integer> versions(DocumentName name) throws IOException {
    return store.list(name.folder()).stream()
        .flatMap(it -> DocumentName.versionAt(it).stream())
        .map(Version::number)
        .sorted()
        .toList();
  }

  /// The bytes of a version, and one more than a document may have if there are more.
  ///
  /// @throws IOException if it is not there or could not be read
  byte[] read(Version version) throws IOException {
    try (InputStream in = store.open(version.key())) {
      return in.readNBytes(DocumentReader.BYTES_MAX + 1);
    }
  }

  /// Creates a version.
  ///
  /// @return false if it is there already, with other bytes
  /// @throws IOException if the store could not do it; it may then be there or not
  boolean create(Version version, byte[] json) throws IOException {
    var content = ObjectContent.of(json, "application/json");
    return switch (store.putIfAbsent(version.key(), content)) {
      case PutOutcome.Created() -> true;
      case PutOutcome.AlreadyThere(String sha256) -> sha256.equals(content.sha256());
    };
  }
}
