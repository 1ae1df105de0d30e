package io.edgemq.storage.commit;

import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.PutOutcome;
import java.io.IOException;

/// Puts the objects of a segment, of which none is ever replaced: what is there with the same bytes
/// is taken as it is, and where other bytes have taken the key, another is chosen
/// (docs/format/objects.md). Any number of threads.
public final class ArtifactStore {
  private static final int KEY_CHOICES_MAX = 100;

  private final ObjectStore store;

  public ArtifactStore(ObjectStore store) {
    this.store = store;
  }

  /// Puts an object.
  ///
  /// @return what its marker is to say of it
  /// @throws SegmentFault if too many others have taken its key
  /// @throws IOException if the store could not do it
  public CommitMarker.Artifact put(ArtifactRenderer.Rendered rendered) throws IOException {
    return rendered.named(put(rendered.key(), rendered.content()));
  }

  private String put(String key, ObjectContent content) throws IOException {
    for (int n = 1; n <= KEY_CHOICES_MAX; n++) {
      String choice = ObjectKeys.choice(key, n);
      switch (store.putIfAbsent(choice, content)) {
        case PutOutcome.Created() -> {
          return choice;
        }
        case PutOutcome.AlreadyThere(String sha256) -> {
          if (sha256.equals(content.sha256())) {
            return choice;
          }
        }
      }
    }
    throw new SegmentFault(KEY_CHOICES_MAX + " objects of other content have taken " + key);
  }
}
