package io.edgemq.ingest.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.Test;

class AssignedClientIdTest {
  @Test
  void everyIdIsAnotherAndEveryServerTakesIt() {
    var ids = new HashSet<String>();

    for (int i = 0; i < 1_000; i++) {
      String id = AssignedClientId.next();
      assertThat(id).matches("[0-9A-Za-z]{22}");
      assertThat(ids.add(id)).isTrue();
    }
  }
}
