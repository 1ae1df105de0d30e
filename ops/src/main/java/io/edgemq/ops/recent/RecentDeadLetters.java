package io.edgemq.ops.recent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.ops.history.CommittedSegment;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.RecentSegments;
import io.edgemq.storage.commit.RecentSegments.Committed;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.views.parquet.DeadLetters;
import io.edgemq.views.parquet.DeadLetters.Letter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The newest dead letters of an endpoint as JSON, and how many there are in the segments that were
/// looked at. Those that were rendered after the commit are not among them. One look at a time, of
/// one thread; calls block.
public final class RecentDeadLetters {
  /// Why a view that failed in a segment as a whole has made dead letters of all its rows.
  private static final String VIEW_FAILED = "view_failed";

  /// Of a message, so that many can be told.
  private static final int PAYLOAD_BYTES_MAX = 4 << 10;

  private static final int SEGMENTS_MAX = 200;
  private static final int OBJECT_BYTES_MAX = 16 << 20;
  private static final long BYTES_MAX = 64L << 20;
  private static final long ROWS_MAX = 1_000_000;
  private static final int FAULTS_MAX = 20;
  private static final Duration WITHIN = Duration.ofSeconds(8);

  private record Reason(String view, int version, String reason) implements Comparable<Reason> {
    @Override
    public int compareTo(Reason other) {
      return Comparator.comparing(Reason::view)
          .thenComparingInt(Reason::version)
          .thenComparing(Reason::reason)
          .compare(this, other);
    }
  }

  private record Found(CommitMarker.Artifact of, Letter letter) {}

  private final ObjectStore store;
  private final Optional<String> view;
  private final int limit;
  private final long startedNanos = System.nanoTime();
  private final ObjectNode json = JsonNodeFactory.instance.objectNode();
  private final ArrayNode items = json.putArray("items");
  private final ArrayNode faults = JsonNodeFactory.instance.arrayNode();
  private final Map<Reason, Long> counts = new TreeMap<>();
  private long bytesLeft = BYTES_MAX;

  private RecentDeadLetters(ObjectStore store, Optional<String> view, int limit) {
    this.store = store;
    this.view = view;
    this.limit = limit;
  }

  /// Looks for them.
  ///
  /// @param segments of the endpoint, from the newest
  /// @param view the only one that is looked at; empty: all
  /// @param limit dead letters at most
  /// @throws IOException if the store cannot be read
  public static ObjectNode of(
      ObjectStore store, RecentSegments segments, Optional<String> view, int limit)
      throws IOException {
    return new RecentDeadLetters(store, view, limit).look(segments);
  }

  private ObjectNode look(RecentSegments segments) throws IOException {
    Optional<Committed> next = segments.next();
    int looked = 0;
    while (next.isPresent() && looked < SEGMENTS_MAX && items.size() < limit && hasRoom()) {
      look(next.get());
      looked++;
      next = segments.next();
    }
    ArrayNode sums = json.putArray("counts");
    counts.forEach((it, letters) ->
        sums.addObject()
            .put("view", it.view())
            .put("viewVersion", it.version())
            .put("reason", it.reason())
            .put("deadLetters", letters));
    json.put("segments", looked).put("complete", next.isEmpty() && faults.isEmpty());
    json.set("faults", faults);
    return json;
  }

  private boolean hasRoom() {
    return bytesLeft > 0 && System.nanoTime() - startedNanos < WITHIN.toNanos();
  }

  private void look(Committed segment) {
    CommitMarker marker = segment.marker();
    if (marker == null) {
      fault(segment.key(), segment.fault());
      return;
    }
    for (CommitMarker.ViewCounts it : marker.views()) {
      if (it.error() != null && isWanted(it.name())) {
        counts.merge(
            new Reason(it.name(), it.version(), VIEW_FAILED), it.deadLettered(), Long::sum);
      }
    }
    List<Found> found = new ArrayList<>();
    for (CommitMarker.Artifact it : marker.artifacts()) {
      if (it.kind().equals(CommitMarker.KIND_DEAD_LETTERS)
          && it.view() != null
          && it.viewVersion() != null
          && isWanted(it.view())) {
        look(it, it.view(), it.viewVersion(), found);
      }
    }
    found.stream()
        .sorted(Comparator.comparing((Found it) -> it.letter().time()).reversed())
        .limit(limit - items.size())
        .forEach(it -> add(segment, it));
  }

  private boolean isWanted(String name) {
    return view.isEmpty() || view.get().equals(name);
  }

  private void look(CommitMarker.Artifact artifact, String name, int version, List<Found> found) {
    if (artifact.bytes() > OBJECT_BYTES_MAX) {
      fault(artifact.key(), "it has more than " + OBJECT_BYTES_MAX + " bytes");
      return;
    }
    if (!hasRoom()) {
      fault(artifact.key(), "it was left out: there was so much before it");
      return;
    }
    bytesLeft -= artifact.bytes();
    try {
      byte[] file = CommittedSegment.bytes(store, artifact);
      DeadLetters.byReason(file, ROWS_MAX)
          .forEach((reason, letters) ->
              counts.merge(new Reason(name, version, reason), letters, Long::sum));
      DeadLetters.last(file, limit - items.size(), PAYLOAD_BYTES_MAX)
          .forEach(it -> found.add(new Found(artifact, it)));
    } catch (IOException e) {
      fault(artifact.key(), String.valueOf(e.getMessage()));
    }
  }

  private void fault(String key, String what) {
    if (faults.size() < FAULTS_MAX) {
      faults.addObject().put("key", key).put("fault", what);
    }
  }

  private void add(Committed segment, Found found) {
    Letter letter = found.letter();
    ObjectNode item =
        items
            .addObject()
            .put("view", found.of().view())
            .put("viewVersion", found.of().viewVersion())
            .put("column", letter.column())
            .put("reason", letter.reason())
            .put("detail", letter.detail());
    letter.item().ifPresent(it -> item.put("item", it));
    item.put("time", letter.time().toString()).put("topic", letter.topic());
    payload(item, letter);
    item.put("segment", segment.key()).put("offset", letter.offset());
  }

  private static void payload(ObjectNode item, Letter letter) {
    byte[] payload = letter.payload();
    boolean isTruncated = payload.length < letter.payloadBytes();
    int length = isTruncated ? wholeCharacters(payload) : payload.length;
    try {
      item.put(
          "payload",
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(payload, 0, length))
              .toString());
    } catch (CharacterCodingException _) {
      item.put("payload_base64", payload);
    }
    item.put("payloadBytes", letter.payloadBytes()).put("truncated", isTruncated);
  }

  /// Without the beginning of a last character of UTF-8.
  private static int wholeCharacters(byte[] text) {
    int length = text.length;
    while (length > Math.max(0, text.length - 3) && (text[length - 1] & 0xc0) == 0x80) {
      length--;
    }
    return length > 0 && (text[length - 1] & 0xc0) == 0xc0 ? length - 1 : text.length;
  }
}
