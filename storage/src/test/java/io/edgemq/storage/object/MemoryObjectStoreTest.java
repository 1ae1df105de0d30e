package io.edgemq.storage.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MemoryObjectStoreTest extends ObjectStoreContract {
  private final MemoryObjectStore store = new MemoryObjectStore();

  @Override
  protected ObjectStore store() {
    return store;
  }

  @Test
  void whoChangesTheArrayLaterDoesNotChangeTheObject() throws IOException {
    byte[] bytes = {'a'};
    store.putIfAbsent("key", ObjectContent.of(bytes, "text/plain"));
    bytes[0] = 'b';

    assertThat(read("key")).isEqualTo("a");
  }
}
