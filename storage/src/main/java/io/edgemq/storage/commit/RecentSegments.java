package io.edgemq.storage.commit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.wal.SegmentId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The committed segments of an endpoint from the newest to older ones, read from their commit
/// markers. Within a log of a disk the order is that of epochs and numbers; between logs it is when
/// the segments were sealed.
///
/// What is asked of the store grows with how many are taken and how many logs there are, and not
/// with how many segments there are. Calls block. One thread.
public final class RecentSegments {
  /// Logs of an endpoint, by disk and partition, that can be looked through page by page: the place
  /// in each is in [#place()], which has to fit into a URL.
  public static final int PAGED_LOGS_MAX = 100;

  /// Logs that can be looked through at once.
  public static final int LOGS_MAX = 1_000;

  /// Disks that are looked at at a time, fewer than a client of a bucket has connections.
  private static final int AT_ONCE = 16;

  /// Of some ten thousands of objects.
  private static final int MARKER_BYTES_MAX = 16 << 20;

  /// A segment that has a marker.
  ///
  /// @param key of the marker
  /// @param marker null if it cannot be read
  /// @param fault why not, otherwise empty
  public record Committed(
      SegmentId id, String region, String key, @Nullable CommitMarker marker, String fault) {
    private static Committed read(ObjectStore store, CommittedLog log, SegmentId id)
        throws IOException {
      String key = new ObjectKeys(log.region()).marker(id);
      byte[] bytes;
      try (InputStream in = store.open(key)) {
        bytes = in.readNBytes(MARKER_BYTES_MAX + 1);
      } catch (NoSuchFileException _) {
        return new Committed(id, log.region(), key, null, "it was removed just now");
      }
      if (bytes.length > MARKER_BYTES_MAX) {
        return new Committed(
            id, log.region(), key, null, "it is larger than " + MARKER_BYTES_MAX + " bytes");
      }
      try {
        CommitMarker marker = CommitMarker.read(new ByteArrayInputStream(bytes));
        return marker.id().equals(id)
            ? new Committed(id, log.region(), key, marker, "")
            : new Committed(id, log.region(), key, null, "it is the marker of " + marker.id());
      } catch (IOException _) { // its text may have any length
        return new Committed(id, log.region(), key, null, "it is no marker that is known here");
      }
    }

    /// Those that cannot be read come first, so that they are seen.
    private Instant sealedAt() {
      try {
        return marker == null ? Instant.MAX : Instant.parse(marker.sealedAt());
      } catch (DateTimeException _) {
        return Instant.MAX;
      }
    }
  }

  /// There are more logs than can be looked through.
  public static final class TooManyLogs extends IOException {
    TooManyLogs(int max) {
      super("there are more than " + max + " logs of disks and partitions; choose one disk");
    }
  }

  private final class Head {
    private final CommittedLog log;
    private final CommittedLog.Segments segments;
    private @Nullable Committed newest;

    Head(CommittedLog log) {
      this.log = log;
      segments =
          log.segments(store, Optional.ofNullable(places.get(code(log))).map(it -> it.id(log)));
    }

    /// Whether there is one more.
    boolean advance() throws IOException {
      Optional<SegmentId> next = segments.next();
      newest = next.isPresent() ? Committed.read(store, log, next.get()) : null;
      return newest != null;
    }

    Committed newest() {
      return Objects.requireNonNull(newest);
    }
  }

  private record Place(int epoch, int segment) {
    SegmentId id(CommittedLog log) {
      return new SegmentId(log.wal(), log.instance(), epoch, segment);
    }
  }

  private static final int PLACE_BYTES = 3 * Integer.BYTES;

  private final ObjectStore store;

  /// The last segment that was taken, by log.
  private final Map<Integer, Place> places = new LinkedHashMap<>();

  private final PriorityQueue<Head> heads =
      new PriorityQueue<>(
          Comparator.comparing((Head it) -> it.newest().sealedAt())
              .reversed()
              .thenComparing(it -> it.newest().key()));

  private @Nullable Head taken;

  private RecentSegments(ObjectStore store) {
    this.store = store;
  }

  /// Of an endpoint, from the newest.
  ///
  /// @throws TooManyLogs if there are more than [#LOGS_MAX]
  /// @throws IOException if the store cannot be read
  public static RecentSegments of(ObjectStore store, String tenant, String endpoint)
      throws IOException {
    var segments = new RecentSegments(store);
    segments.lookAt(
        CommittedLog.disks(store, tenant, endpoint, Optional.empty(), LOGS_MAX + 1), LOGS_MAX);
    return segments;
  }

  /// Of an endpoint, page by page.
  ///
  /// @param instance of the disk that wrote them; empty: of all
  /// @param place where another one has stopped, as its [#place()] was; empty: before the newest
  /// @throws IllegalArgumentException if `place` is none
  /// @throws TooManyLogs if there are more than [#PAGED_LOGS_MAX]
  /// @throws IOException if the store cannot be read
  public static RecentSegments from(
      ObjectStore store, String tenant, String endpoint, Optional<String> instance, String place)
      throws IOException {
    var segments = new RecentSegments(store);
    segments.goTo(place);
    segments.lookAt(
        CommittedLog.disks(store, tenant, endpoint, instance, PAGED_LOGS_MAX + 1), PAGED_LOGS_MAX);
    return segments;
  }

  /// Several at once: each takes some requests, one after the other.
  private void lookAt(List<CommittedLog.Disk> disks, int logsMax) throws IOException {
    List<Future<List<CommittedLog>>> asked = new ArrayList<>();
    List<Future<Optional<Head>>> looked = new ArrayList<>();
    try (ExecutorService pool =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      disks.forEach(it -> asked.add(pool.submit(() -> it.logs(store, logsMax + 1))));
      int logs = 0;
      for (Future<List<CommittedLog>> its : asked) {
        logs += its.get().size();
        if (logs > logsMax) {
          pool.shutdownNow();
          throw new TooManyLogs(logsMax);
        }
        for (CommittedLog log : its.get()) {
          var head = new Head(log);
          looked.add(
              pool.submit(() -> head.advance() ? Optional.of(head) : Optional.<Head>empty()));
        }
      }
      for (Future<Optional<Head>> it : looked) {
        it.get().ifPresent(heads::add);
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /// The next older one; nothing when there is none.
  public Optional<Committed> next() throws IOException {
    if (taken != null && taken.advance()) {
      heads.add(taken);
    }
    taken = heads.poll();
    if (taken == null) {
      return Optional.empty();
    }
    Committed next = taken.newest();
    places.put(code(taken.log), new Place(next.id().epoch(), next.id().segment()));
    return Optional.of(next);
  }

  /// Where it has come to: text for a URL.
  public String place() {
    ByteBuffer bytes = ByteBuffer.allocate(places.size() * PLACE_BYTES);
    places.forEach((log, it) -> bytes.putInt(log).putInt(it.epoch()).putInt(it.segment()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  private void goTo(String place) {
    ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(place));
    try {
      while (bytes.hasRemaining()) {
        int log = bytes.getInt();
        var at = new Place(bytes.getInt(), bytes.getInt());
        if (at.epoch() < 1
            || at.segment() < 1
            || Math.max(at.epoch(), at.segment()) > SegmentId.NUMBER_MAX) {
          throw new IllegalArgumentException("no place among segments");
        }
        places.put(log, at);
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("no place among segments", e);
    }
  }

  private static int code(CommittedLog log) {
    var code = new CRC32C();
    code.update(log.toString().getBytes(UTF_8));
    return (int) code.getValue();
  }
}
