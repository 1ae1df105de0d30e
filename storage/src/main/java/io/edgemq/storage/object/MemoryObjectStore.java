package io.edgemq.storage.object;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;

/// An object store that forgets everything when the process ends: for tests and trials.
public final class MemoryObjectStore implements ObjectStore {
  private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();

  @Override
  public PutOutcome putIfAbsent(String key, ObjectContent content) {
    byte[] there = objects.putIfAbsent(key, Arrays.copyOf(content.bytes(), content.length()));
    return there == null
        ? new PutOutcome.Created()
        : new PutOutcome.AlreadyThere(Sha256.hex(there, there.length));
  }

  @Override
  public InputStream open(String key) throws NoSuchFileException {
    byte[] bytes = objects.get(key);
    if (bytes == null) {
      throw new NoSuchFileException(key);
    }
    return new ByteArrayInputStream(bytes);
  }

  @Override
  public List<String> list(String prefix) {
    return objects.tailMap(prefix).keySet().stream()
        .takeWhile(it -> it.startsWith(prefix))
        .toList();
  }
}
