package io.edgemq.multijvm;

import io.edgemq.ops.load.LoadReport;
import io.edgemq.ops.load.NumberedReadings;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.CommitVerifier;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.object.FolderObjectStore;
import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The [NumberedReadings] that are committed, to be held against what loads had acknowledged.
final class Readings {
  private static final Pattern READING =
      Pattern.compile("\\{\"device_id\":\"d-(\\d{4,9})\",\"seq\":(\\d{1,9}),.*");

  private final NumberedReadings source = new NumberedReadings();
  private final ByteBuffer expected = ByteBuffer.allocate(source.messageBytesMax());
  private final Map<String, Map<Integer, Sightings>> endpoints = new HashMap<>();
  private final Map<String, Place> places = new HashMap<>();
  private final List<String> strangers = new ArrayList<>();
  private final ObjectStore objects;
  private final Clocks clocks;
  private final CommitVerifier.Report report;

  /// The clocks of the nodes that took the messages in.
  enum Clocks {
    /// All the same: the order of a connection holds over all nodes.
    ONE,
    /// Each its own: the order of a connection holds within what a node wrote.
    MANY
  }

  /// What became of a load.
  ///
  /// @param acknowledged messages
  /// @param missing of these, not committed
  /// @param committed different messages of the load
  /// @param duplicates committed once more
  /// @param late first seen behind a later message of their connection, on any node
  /// @param unsent committed and never sent
  record Outcome(
      long acknowledged, long missing, long committed, long duplicates, long late, long unsent) {
    /// Whether the promise was kept: nothing lost, nothing invented, the order as it was.
    boolean isKept() {
      return missing == 0 && late == 0 && unsent == 0;
    }
  }

  /// What a client did: readings 0 to `sent - 1` were sent, and 0 to `acknowledged - 1` are known
  /// to be durable.
  record Share(long sent, long acknowledged) {}

  private record Place(int epoch, int segment) {
    boolean isBefore(Place other) {
      return epoch < other.epoch || (epoch == other.epoch && segment < other.segment);
    }
  }

  /// The messages of one connection. They may be on several nodes: what each log has is in order,
  /// and over all of them the times at which messages came in are, as all nodes have one clock.
  private static final class Sightings {
    final BitSet seen = new BitSet();
    final Map<String, BitSet> logs = new HashMap<>();
    private long[] cameMs = new long[1024];
    long duplicates;
    private long late;

    void add(String log, int sequence, long timestampMs) {
      BitSet ofLog = logs.computeIfAbsent(log, _ -> new BitSet());
      if (!ofLog.get(sequence)) {
        late += sequence < ofLog.length() ? 1 : 0;
        ofLog.set(sequence);
      }
      if (sequence >= cameMs.length) {
        cameMs = Arrays.copyOf(cameMs, Math.max(sequence + 1, 2 * cameMs.length));
      }
      boolean isAgain = seen.get(sequence);
      duplicates += isAgain ? 1 : 0;
      cameMs[sequence] = isAgain ? Math.min(cameMs[sequence], timestampMs) : timestampMs;
      seen.set(sequence);
    }

    long late(Clocks clocks) {
      return clocks == Clocks.ONE ? late + lateByTime() : late;
    }

    private long lateByTime() {
      long all = 0;
      long latestMs = 0;
      for (int it = seen.nextSetBit(0); it >= 0; it = seen.nextSetBit(it + 1)) {
        all += cameMs[it] < latestMs ? 1 : 0;
        latestMs = Math.max(latestMs, cameMs[it]);
      }
      return all;
    }
  }

  private Readings(ObjectStore objects, Clocks clocks) throws IOException {
    this.objects = objects;
    this.clocks = clocks;
    report = Committed.visit(objects, this::add);
  }

  /// The store.
  ObjectStore objects() {
    return objects;
  }

  /// Reads all of a store.
  static Readings in(Path objects) throws IOException {
    return in(objects, Clocks.ONE);
  }

  /// Reads all of a store.
  static Readings in(Path objects, Clocks clocks) throws IOException {
    return new Readings(new FolderObjectStore(objects), clocks);
  }

  /// Reads all of a store.
  static Readings in(ObjectStore objects) throws IOException {
    return new Readings(objects, Clocks.ONE);
  }

  /// What the verifier says of the store.
  CommitVerifier.Report report() {
    return report;
  }

  /// Messages that are no readings as the load makes them, and segments out of their order.
  List<String> strangers() {
    return strangers;
  }

  /// Holds the readings of an endpoint, `tenant/endpoint`, against the load that it got.
  Outcome outcome(String endpoint, LoadReport load) {
    return outcome(
        endpoint,
        0,
        load.connections().stream().map(it -> new Share(it.sent(), it.acknowledged())).toList());
  }

  /// Holds the readings of an endpoint, `tenant/endpoint`, against what its clients had.
  ///
  /// @param first number of the first client
  Outcome outcome(String endpoint, int first, List<Share> clients) {
    Map<Integer, Sightings> connections = endpoints.getOrDefault(endpoint, Map.of());
    long missing = 0;
    long committed = 0;
    long duplicates = 0;
    long late = 0;
    long unsent = 0;
    for (int number = 0; number < clients.size(); number++) {
      Share client = clients.get(number);
      Sightings sightings = connections.getOrDefault(first + number, new Sightings());
      int acknowledged = Math.toIntExact(client.acknowledged());
      missing += acknowledged - sightings.seen.get(0, acknowledged).cardinality();
      committed += sightings.seen.cardinality();
      duplicates += sightings.duplicates;
      late += sightings.late(clocks);
      unsent += Math.max(0, sightings.seen.length() - client.sent());
    }
    long acknowledged = clients.stream().mapToLong(Share::acknowledged).sum();
    return new Outcome(acknowledged, missing, committed, duplicates, late, unsent);
  }

  private void add(CommitMarker marker, FrameReader frame, byte[] raw) {
    checkPlace(marker);
    String topic = Committed.topic(frame, raw);
    String payload = Committed.payload(frame, raw);
    Matcher reading = READING.matcher(payload);
    if (!reading.matches()) {
      strangers.add(topic + " " + payload);
      return;
    }
    int connection = Integer.parseInt(reading.group(1));
    int sequence = Integer.parseInt(reading.group(2));
    boolean isFromThere = topic.isEmpty() || topic.equals(topic(connection));
    if (!isFromThere || !payload.equals(payload(connection, sequence))) {
      strangers.add(topic + " " + payload);
      return;
    }
    endpoints
        .computeIfAbsent(Committed.endpoint(marker), _ -> new HashMap<>())
        .computeIfAbsent(connection, _ -> new Sightings())
        .add(log(marker), sequence, frame.timestampMs());
  }

  /// The verifier goes through the markers by key, which is the order of the log.
  private void checkPlace(CommitMarker marker) {
    var place = new Place(marker.epoch(), marker.segment());
    String log = log(marker);
    Place before = places.put(log, place);
    if (before != null && place.isBefore(before)) {
      strangers.add(log + ": " + place + " read behind " + before);
    }
  }

  private static String log(CommitMarker marker) {
    return marker.id().wal() + " on " + marker.instance();
  }

  private String topic(int connection) {
    expected.clear();
    source.topic(connection, 0, expected);
    return expectedText();
  }

  /// A reading as [NumberedReadings] makes it.
  static String reading(int connection, int sequence) {
    var source = new NumberedReadings();
    ByteBuffer text = ByteBuffer.allocate(source.messageBytesMax());
    source.payload(connection, sequence, text);
    return new String(text.array(), 0, text.position(), StandardCharsets.ISO_8859_1);
  }

  private String payload(int connection, int sequence) {
    expected.clear();
    source.payload(connection, sequence, expected);
    return expectedText();
  }

  private String expectedText() {
    return new String(expected.array(), 0, expected.position(), StandardCharsets.ISO_8859_1);
  }
}
