package io.edgemq.storage.wal;

import io.edgemq.storage.commit.ArtifactRenderer;
import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.CommitVerifier;
import io.edgemq.storage.commit.ObjectKeys;
import io.edgemq.storage.commit.SegmentShipper;
import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.frame.FrameRun;
import io.edgemq.storage.frame.SegmentScan;
import io.edgemq.storage.object.FaultyObjectStore;
import io.edgemq.storage.object.MemoryObjectStore;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The life of a log over several power losses, made up from a seed: appends, commits, seals and
/// shipments in any order, on a disk and an object store that fail now and then. At the end all
/// that is left is recovered and shipped, and [#wrongs()] says what of the promises did not hold.
///
/// A frame carries its producer and a number that grows by one. As a client would, a producer sends
/// again what was not acknowledged before a crash, so numbers may come twice; the last time that
/// each acknowledged one comes they are in order.
final class CrashStory {
  private static final ObjectKeys KEYS = new ObjectKeys("local");
  private static final WalId WAL = new WalId("acme", "plant", 0);
  private static final int PRODUCERS = 3;
  private static final int LIVES = 4;
  private static final int TRIES_MAX = 50;
  private static final SealPolicy POLICY =
      new SealPolicy(6 << 10, Duration.ofSeconds(60), 24 << 10);

  /// Where a bug can be planted, to see that it is found.
  ///
  /// @param disk what the log writes to
  /// @param store what the shipper puts into
  /// @param beforeRecovery done to the files after each crash
  record Planted(
      UnaryOperator<LogDisk> disk, UnaryOperator<ObjectStore> store, FilesChange beforeRecovery) {
    static final Planted NOTHING = new Planted(it -> it, it -> it, _ -> {});
  }

  /// Something done to the files of the logs.
  interface FilesChange {
    void change(DataDirectory data) throws IOException;
  }

  private final Random random;
  private final Path directory;
  private final Planted planted;
  private final ManualClock clock = new ManualClock();
  private final FaultyObjectStore store;
  private final ForgetfulDisk disk;
  private final FrameRun run = new FrameRun();
  private final List<String> wrongs = new ArrayList<>();
  private final int[] sent = new int[PRODUCERS];
  private final int[] acknowledged = new int[PRODUCERS];
  private final Map<Path, Long> acknowledgedBytes = new HashMap<>();
  private final Deque<SealedSegment> sealed = new ArrayDeque<>();
  private final Map<String, RecoveryFinding.Corruption> corruptions = new HashMap<>();
  private int payloadBytesMax;

  CrashStory(long seed, Path directory, Planted planted) throws IOException {
    this.random = new Random(seed);
    this.directory = directory;
    this.planted = planted;
    this.store = new FaultyObjectStore(planted.store().apply(new MemoryObjectStore()), random);
    this.disk = new ForgetfulDisk(directory.resolve("wal"), random);
  }

  /// Frames that were acknowledged.
  int acknowledgedFrames() {
    return Arrays.stream(acknowledged).sum();
  }

  /// Plays the story to its end.
  ///
  /// @return what was promised and did not hold
  List<String> wrongs() throws IOException {
    for (int life = 0; life < LIVES; life++) {
      boolean isFaulty = random.nextInt(3) > 0;
      payloadBytesMax = 1 << (3 + random.nextInt(10));
      try (DataDirectory data = DataDirectory.open(directory)) {
        live(data, isFaulty);
      } catch (ForgetfulDisk.PowerLoss e) {
        // what was sealed is found again by the next life
      }
      disk.crash();
      sealed.clear();
    }
    store.failOneIn(0);
    try (DataDirectory data = DataDirectory.open(directory)) {
      planted.beforeRecovery().change(data);
      recover(data);
      shipAll(data);
    }
    check();
    return wrongs;
  }

  private void live(DataDirectory data, boolean isFaulty) throws IOException {
    planted.beforeRecovery().change(data);
    if (isFaulty) {
      disk.failOneIn(8 + random.nextInt(60));
      store.failOneIn(4);
    }
    disk.loseThePowerAtCall(1 + random.nextInt(120));
    recover(data);
    ship(data, random.nextInt(4));
    EndpointLog log = open(data);
    Arrays.setAll(sent, producer -> acknowledged[producer]); // the rest is sent again
    int steps = random.nextInt(60);
    for (int step = 0; step < steps; step++) {
      step(data, log);
    }
    if (random.nextBoolean()) {
      log.close();
      ship(data, random.nextInt(4));
    }
  }

  private void step(DataDirectory data, EndpointLog log) throws IOException {
    switch (random.nextInt(10)) {
      case 0 -> {
        clock.advance(Duration.ofSeconds(random.nextInt(50)));
        log.sealIfDue(random.nextBoolean());
      }
      case 1 -> log.sealIfDue(random.nextBoolean());
      case 2 -> ship(data, 1);
      case 3 -> log.seal(SealReason.SHUTDOWN);
      default -> append(log);
    }
  }

  private void append(EndpointLog log) {
    int batches = 1 + random.nextInt(4);
    for (int i = 0; i < batches; i++) {
      int producer = random.nextInt(PRODUCERS);
      int frames = 1 + random.nextInt(4);
      for (int frame = 0; frame < frames; frame++) {
        addFrame(producer, ++sent[producer]);
      }
      log.add(run.finish());
    }
    try {
      log.commit();
    } catch (IOException e) {
      return; // nothing of the group is acknowledged, it goes with the next commit
    }
    System.arraycopy(sent, 0, acknowledged, 0, PRODUCERS);
    acknowledgedBytes.put(log.epoch().segmentPath(newestSegment(log)), log.openBytes());
  }

  private static int newestSegment(EndpointLog log) {
    try {
      return log.epoch().segments().getLast();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void addFrame(int producer, int number) {
    byte[] payload = new byte[8 + random.nextInt(payloadBytesMax)];
    random.nextBytes(payload);
    ByteBuffer.wrap(payload).putInt(producer).putInt(number);
    run.addHttp(clock.millis() + random.nextInt(100), payload, 0, payload.length);
  }

  private EndpointLog open(DataDirectory data) throws IOException {
    IOException failure = null;
    for (int attempt = 0; attempt < TRIES_MAX; attempt++) {
      try {
        return EndpointLog.open(
            planted.disk().apply(disk),
            data.walRoot(),
            WAL,
            data.instance(),
            POLICY,
            SyncMode.ALWAYS,
            clock,
            new Hearing());
      } catch (IOException e) {
        failure = e;
      }
    }
    throw new AssertionError("the log does not open", failure);
  }

  /// Recovers every epoch, again and again while the disk fails in the middle of it.
  private void recover(DataDirectory data) throws IOException {
    var recovery = new SegmentRecovery(disk, data.instance(), clock);
    for (EpochDirectory epoch : data.epochs()) {
      Set<SegmentId> known = new HashSet<>();
      boolean isDone = false;
      for (int attempt = 0; !isDone; attempt++) {
        try {
          SegmentRecovery.Recovered recovered = recovery.recover(epoch, known::contains);
          recovered.segments().forEach(it -> known.add(it.id()));
          sealed.addAll(recovered.segments());
          recovered.findings().forEach(this::judge);
          isDone =
              recovered.findings().stream()
                  .noneMatch(it -> it instanceof RecoveryFinding.Unreadable);
        } catch (IOException e) {
          if (attempt == TRIES_MAX) {
            throw new AssertionError("recovery does not end", e);
          }
        }
      }
    }
    disk.settle();
  }

  private void judge(RecoveryFinding finding) {
    long promised = acknowledgedBytes.getOrDefault(finding.file(), 0L);
    switch (finding) {
      case RecoveryFinding.TornTail torn -> {
        if (torn.keptBytes() < promised) {
          wrongs.add("cut below the %d acknowledged bytes: %s".formatted(promised, torn));
        }
      }
      case RecoveryFinding.Empty empty -> {
        if (promised > 0) {
          wrongs.add("%d acknowledged bytes taken for nothing: %s".formatted(promised, empty));
        }
      }
      case RecoveryFinding.Unreadable _ -> {} // to be recovered again
      case RecoveryFinding.Corruption corruption ->
          corruptions.put(corruption.file().toString(), corruption);
    }
  }

  /// Ships so many segments at the most; one that fails stays in the queue.
  private void ship(DataDirectory data, int segments) {
    for (int i = 0; i < segments && !sealed.isEmpty(); i++) {
      SealedSegment segment = sealed.removeFirst();
      try {
        shipper(data).ship(segment).findings().forEach(this::judge);
      } catch (IOException e) {
        sealed.addLast(segment);
      }
    }
  }

  private void shipAll(DataDirectory data) {
    IOException failure = null;
    for (int attempt = 0; attempt < TRIES_MAX && !sealed.isEmpty(); attempt++) {
      SealedSegment segment = sealed.removeFirst();
      try {
        shipper(data).ship(segment);
      } catch (IOException e) {
        failure = e;
        sealed.addLast(segment);
      }
    }
    if (!sealed.isEmpty()) {
      wrongs.add(sealed.size() + " segments cannot be shipped: " + failure);
    }
  }

  private SegmentShipper shipper(DataDirectory data) {
    return new SegmentShipper(
        _ -> store,
        KEYS,
        new SegmentRecovery(disk, data.instance(), clock),
        clock,
        1,
        CrashStory::rendered,
        Runnable::run);
  }

  /// The raw segment itself, in the place of raw Parquet.
  private static List<CommitMarker.ViewCounts> rendered(
      SealedSegment segment, byte[] raw, ArtifactRenderer.Sink artifacts) throws IOException {
    artifacts.put(
        new ArtifactRenderer.Rendered(
            CommitMarker.KIND_PARQUET,
            KEYS.parquet(segment.id(), segment.firstTimestampMs()),
            ObjectContent.of(raw, "application/octet-stream"),
            segment.frames()));
    return List.of();
  }

  private void check() throws IOException {
    var found = new ArrayList<List<Integer>>();
    for (int producer = 0; producer < PRODUCERS; producer++) {
      found.add(new ArrayList<>());
    }
    CommitVerifier.Report report =
        new CommitVerifier(
                store, (_, rendered) -> SegmentScan.of(rendered, rendered.length).frames())
            .verify(
                "",
                new CommitVerifier.Progress() {
                  @Override
                  public void checked(int done, int of) {}

                  @Override
                  public void segment(CommitMarker marker, byte[] raw) {
                    readFrames(raw, found);
                    checkKeptAside(marker);
                    if (marker.artifacts().size() != 2) {
                      wrongs.add("a marker does not name what was rendered: " + marker);
                    }
                  }
                });
    report.faults().forEach(it -> wrongs.add("a marker lies: " + it));
    for (int producer = 0; producer < PRODUCERS; producer++) {
      checkProducer(producer, found.get(producer));
    }
    checkNothingIsLeft();
  }

  private static void readFrames(byte[] raw, List<List<Integer>> found) {
    var reader = new FrameReader(raw, 0, raw.length);
    while (reader.next()) {
      ByteBuffer message = ByteBuffer.wrap(raw, reader.messageFrom(), reader.messageBytes());
      found.get(message.getInt()).add(message.getInt());
    }
  }

  private void checkProducer(int producer, List<Integer> numbers) {
    List<Integer> last =
        numbers.reversed().stream() // each where it comes last
            .distinct()
            .filter(it -> it <= acknowledged[producer])
            .toList()
            .reversed();
    if (!last.equals(last.stream().sorted().toList())) {
      wrongs.add("frames of producer %d are out of order: %s".formatted(producer, last));
    }
    for (int number = 1; number <= acknowledged[producer]; number++) {
      if (!last.contains(number)) {
        wrongs.add("acknowledged frame %d of producer %d is lost".formatted(number, producer));
      }
    }
  }

  private void checkKeptAside(CommitMarker marker) {
    SegmentId id = marker.id();
    Path aside =
        directory.resolve(
            "wal/%s/%s/seg-%s.wal.corrupt"
                .formatted(WAL, SegmentId.digits(id.epoch()), SegmentId.digits(id.segment())));
    if (marker.corruptFrames() > 0 && !Files.exists(aside)) {
      wrongs.add("the unreadable original of " + id + " is gone");
    }
  }

  private void checkNothingIsLeft() throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      paths
          .filter(it -> it.toString().endsWith(".wal"))
          .forEach(it -> wrongs.add("not shipped: " + it.getFileName()));
    }
  }

  private final class Hearing implements EndpointLog.Listener {
    @Override
    public void sealed(SealedSegment segment) {
      sealed.addLast(segment);
    }

    @Override
    public void diskFailed(Path file, IOException failure) {}
  }
}
