package io.edgemq.cluster.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.object.MemoryObjectStore;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ViewDraftsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
  private static final ViewDrafts.Name NAME = new ViewDrafts.Name("acme", "numbers");

  private final MemoryObjectStore store = new MemoryObjectStore();
  private final ViewDrafts drafts = new ViewDrafts(store);

  private OptionalInt put(String definition, OptionalInt expected) throws Exception {
    return drafts.put(NAME, Optional.of(definition), expected, "acme/boss", NOW);
  }

  @Test
  void aDraftIsTheLastOfItsVersions() throws Exception {
    assertThat(drafts.find(NAME)).isEmpty();
    assertThat(put("a: [", OptionalInt.empty())).hasValue(1);
    assertThat(put("b", OptionalInt.of(1))).hasValue(2);
    assertThat(put("c", OptionalInt.of(1))).isEmpty();

    assertThat(drafts.find(NAME))
        .contains(new ViewDrafts.Draft(2, NOW.toString(), "acme/boss", Optional.of("b")));
    assertThat(store.list("_drafts/"))
        .containsExactly(
            "_drafts/acme/numbers/00000001.json", "_drafts/acme/numbers/00000002.json");
  }

  @Test
  void aRemovedOneIsAVersionWithoutADefinition() throws Exception {
    put("a", OptionalInt.empty());
    drafts.put(NAME, Optional.empty(), OptionalInt.empty(), "acme/boss", NOW);

    assertThat(drafts.find(NAME).orElseThrow().definition()).isEmpty();
    assertThat(put("b", OptionalInt.of(2))).hasValue(3);
  }

  @Test
  void theDraftsOfATenantAreItsOwn() throws Exception {
    put("a", OptionalInt.empty());
    var other = new ViewDrafts.Name("globex", "numbers");
    drafts.put(other, Optional.of("x".repeat(64 << 10)), OptionalInt.empty(), "ops", NOW);

    assertThat(drafts.names(Optional.of("acme"))).containsExactly(NAME);
    assertThat(drafts.names(Optional.empty())).containsExactly(NAME, other);
    assertThat(drafts.find(other).orElseThrow().definition().orElseThrow()).hasSize(64 << 10);
  }
}
