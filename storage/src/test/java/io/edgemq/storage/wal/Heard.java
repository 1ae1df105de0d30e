package io.edgemq.storage.wal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Remembers what a log said.
final class Heard implements EndpointLog.Listener {
  final List<SealedSegment> sealed = new ArrayList<>();
  final List<Path> failed = new ArrayList<>();

  List<SealReason> reasons() {
    return sealed.stream().map(SealedSegment::sealedBy).toList();
  }

  List<Integer> segments() {
    return sealed.stream().map(it -> it.id().segment()).toList();
  }

  @Override
  public void sealed(SealedSegment segment) {
    sealed.add(segment);
  }

  @Override
  public void diskFailed(Path file, IOException failure) {
    failed.add(file);
  }
}
