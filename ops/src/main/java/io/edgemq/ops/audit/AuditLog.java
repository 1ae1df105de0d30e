package io.edgemq.ops.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notes changes: each in the logger `audit`, and what was changed, or may have been, as an object
/// of its own in the operator's store, `audit/dt=YYYY-MM-DD/TIME-ID.json`, in the order of time. A
/// change that cannot be noted in the store is done all the same, and that is logged as an error.
///
/// Calls block; any thread.
public final class AuditLog {
  /// Below which the objects lie. No endpoint has a `=` in its name, so it is in no tenant's way.
  static final String FOLDER = "audit/";

  private static final Logger AUDIT = LoggerFactory.getLogger("audit");
  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final ObjectStore store;
  private final InstantSource clock;

  /// @param store the operator's
  public AuditLog(ObjectStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /// Notes an event that has just happened.
  public void note(AuditEvent event) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    String address = event.address().map(InetAddress::getHostAddress).orElse("");
    String version = event.version().isPresent() ? String.valueOf(event.version().getAsInt()) : "";
    AUDIT
        .atInfo()
        .addKeyValue("by", event.by())
        .addKeyValue("address", address)
        .addKeyValue("action", event.action())
        .addKeyValue("target", event.target())
        .addKeyValue("outcome", event.outcome().label())
        .addKeyValue("version", version)
        .log("Change");
    if (event.outcome() != AuditEvent.Outcome.REFUSED) {
      put(now, event);
    }
  }

  private void put(Instant now, AuditEvent event) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("schema", 1)
            .put("at", now.toString())
            .put("by", event.by());
    event.address().ifPresent(it -> json.put("address", it.getHostAddress()));
    json.put("action", event.action())
        .put("target", event.target())
        .put("outcome", event.outcome().label());
    event.version().ifPresent(it -> json.put("version", it));
    String key =
        "%sdt=%s/%s-%s.json"
            .formatted(FOLDER, DAY.format(now), TIME.format(now), UUID.randomUUID());
    try {
      store.putIfAbsent(
          key,
          ObjectContent.of(json.toString().getBytes(StandardCharsets.UTF_8), "application/json"));
    } catch (IOException e) {
      LOG.error("A change is not in the audit log of the store: {}", json, e);
    }
  }
}
