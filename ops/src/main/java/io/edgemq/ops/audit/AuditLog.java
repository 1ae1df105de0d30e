package io.edgemq.ops.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notes changes: each in the logger `audit`, and what was changed, or may have been, as an object
/// of its own in the operator's store, `audit/dt=YYYY-MM-DD/TIME-ID.json`, in the order of time. A
/// change that cannot be noted in the store is done all the same, and that is logged as an error.
///
/// Calls block; any thread.
public final class AuditLog {
  private static final int DAYS_READ = 31;
  private static final int DAY_LENGTH = 10;
  private static final Pattern CURSOR =
      Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}(/[0-9A-Za-z.-]+)?");
  private static final JsonMapper JSON = new JsonMapper();
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

  /// Some entries.
  ///
  /// @param next where the following ones begin; empty: these are the last
  public record Part(List<JsonNode> entries, Optional<String> next) {
    public Part {
      entries = List.copyOf(entries);
    }
  }

  /// Whether [#read] takes a text.
  public static boolean isCursor(String text) {
    try {
      return CURSOR.matcher(text).matches()
          && !LocalDate.parse(text.substring(0, DAY_LENGTH)).isBefore(LocalDate.EPOCH);
    } catch (DateTimeParseException _) {
      return false;
    }
  }

  /// Entries of the store, the oldest first.
  ///
  /// @param after a cursor, or a day; empty: those of the last [#DAYS_READ]
  /// @param limit at most so many; there may be fewer, and more behind them
  public Part read(Optional<String> after, int limit) throws IOException {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate first =
        after
            .map(it -> LocalDate.parse(it.substring(0, DAY_LENGTH)))
            .orElse(today.minusDays(DAYS_READ - 1));
    LocalDate last = first.plusDays(DAYS_READ - 1);
    var entries = new ArrayList<JsonNode>();
    for (LocalDate day = first; !day.isAfter(last) && !day.isAfter(today); day = day.plusDays(1)) {
      String folder = ObjectKeys.AUDIT + day + "/";
      for (String key : store.list(folder)) {
        String cursor = day + "/" + key.substring(folder.length());
        if (cursor.compareTo(after.orElse("")) > 0) {
          entries.add(entry(key));
          if (entries.size() == limit) {
            return new Part(entries, Optional.of(cursor));
          }
        }
      }
    }
    return new Part(
        entries,
        last.isBefore(today) ? Optional.of(last.plusDays(1).toString()) : Optional.empty());
  }

  private JsonNode entry(String key) throws IOException {
    try (InputStream in = store.open(key)) {
      return JSON.readTree(in);
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
        "%s%s/%s-%s.json"
            .formatted(ObjectKeys.AUDIT, DAY.format(now), TIME.format(now), UUID.randomUUID());
    try {
      store.putIfAbsent(
          key,
          ObjectContent.of(json.toString().getBytes(StandardCharsets.UTF_8), "application/json"));
    } catch (IOException e) {
      LOG.error("A change is not in the audit log of the store: {}", json, e);
    }
  }
}
