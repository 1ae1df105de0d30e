package io.edgemq.ops.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.storage.object.MemoryObjectStore;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AuditLogTest {
  private final MemoryObjectStore store = new MemoryObjectStore();
  private Instant now = Instant.parse("2026-11-23T23:59:59.999Z");
  private final AuditLog log = new AuditLog(store, () -> now);

  private void note(String target, AuditEvent.Outcome outcome) {
    log.note(
        new AuditEvent(
            "acme/boss",
            Optional.of(InetAddress.getLoopbackAddress()),
            "set",
            target,
            outcome,
            OptionalInt.of(3)));
  }

  @Test
  void anEntryIsAnObjectOfItsDay() throws Exception {
    note("endpoints/acme/plant", AuditEvent.Outcome.DONE);

    assertThat(store.list("audit/"))
        .singleElement()
        .asString()
        .matches("audit/dt=2026-11-23/20261123T235959\\.999Z-[0-9a-f-]{36}\\.json");
    assertThat(log.read(Optional.empty(), 10).entries())
        .extracting(Object::toString)
        .containsExactly(
            "{\"schema\":1,\"at\":\"2026-11-23T23:59:59.999Z\",\"by\":\"acme/boss\","
                + "\"address\":\"127.0.0.1\",\"action\":\"set\",\"target\":\"endpoints/acme/plant\","
                + "\"outcome\":\"done\",\"version\":3}");
  }

  @Test
  void whatWasRefusedIsNotInTheStoreAndWhatMayHaveHappenedIs() throws Exception {
    note("a", AuditEvent.Outcome.REFUSED);
    note("b", AuditEvent.Outcome.UNKNOWN);

    assertThat(log.read(Optional.empty(), 10).entries())
        .singleElement()
        .satisfies(it -> assertThat(it.get("target").asText()).isEqualTo("b"));
  }

  @Test
  void entriesAreReadInPartsInTheOrderOfTime() throws Exception {
    for (int i = 0; i < 5; i++) {
      note(String.valueOf(i), AuditEvent.Outcome.DONE);
      now = now.plus(Duration.ofHours(13));
    }

    StringBuilder targets = new StringBuilder();
    Optional<String> after = Optional.empty();
    do {
      AuditLog.Part part = log.read(after, 2);
      part.entries().forEach(it -> targets.append(it.get("target").asText()));
      after = part.next();
    } while (after.isPresent());

    assertThat(targets).hasToString("01234");
  }

  @Test
  void longAgoIsReadAMonthAtATime() throws Exception {
    note("old", AuditEvent.Outcome.DONE);
    now = now.plus(Duration.ofDays(100));

    assertThat(log.read(Optional.empty(), 10).entries()).isEmpty();
    AuditLog.Part part = log.read(Optional.of("2026-11-01"), 10);
    assertThat(part.entries()).hasSize(1);
    assertThat(part.next()).hasValue("2026-12-02");
  }
}
