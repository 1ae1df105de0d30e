package io.edgemq.ops.gen;

import io.edgemq.ops.load.MessageSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The messages of the devices of a schema, one device for each connection, with faults on purpose.
/// A message follows from seed, device and number, and from the time at which the run began: one
/// that is sent again is the same, byte for byte, and the same seed gives the same faults.
final class GeneratedMessages implements MessageSource {
  /// Digits of the number in a device's id, at least.
  static final int DEVICE_DIGITS = 4;

  private static final int PAYLOAD_BYTES_MAX = 768;
  private static final Duration LATE_MIN = Duration.ofMinutes(1);
  private static final Duration LATE_MAX = Duration.ofDays(1);

  /// How far back a duplicate looks for a message without a fault.
  private static final int DUPLICATE_OF_MAX = 1_000;

  // Channels that no schema uses.
  private static final int FAULT = 1_000;
  private static final int LATENESS = 1_001;
  private static final int DRIFTING = 1_002;
  private static final int DRIFT_KIND = 1_003;
  private static final int CUT = 1_004;

  private final Schema schema;
  private final FaultShares shares;
  private final double periodMs;
  private final Device[] devices;
  private final int messageBytesMax;
  private volatile long startMs;

  /// @param seed those with the same one give the same messages
  /// @param clients how many devices
  /// @param period between two measurements of a device
  GeneratedMessages(
      Schema schema,
      TopicTemplate topic,
      FaultShares shares,
      long seed,
      int clients,
      Duration period) {
    this.schema = schema;
    this.shares = shares;
    periodMs = period.toNanos() / 1e6;
    devices =
        IntStream.range(0, clients)
            .mapToObj(it -> new Device(Draws.of(seed, it), topic.of(schema, name(it))))
            .toArray(Device[]::new);
    int topicBytes = Arrays.stream(devices).mapToInt(it -> it.topic.length).max().orElseThrow();
    messageBytesMax = topicBytes + PAYLOAD_BYTES_MAX;
  }

  /// Sets when message 0 of every device was measured. To be called before the first one is made.
  ///
  /// @param epochMs milliseconds since the epoch
  void startAt(long epochMs) {
    startMs = epochMs;
  }

  @Override
  public int messageBytesMax() {
    return messageBytesMax;
  }

  @Override
  public void topic(int connection, long sequence, ByteBuffer out) {
    out.put(devices[connection].topic);
  }

  @Override
  public void payload(int connection, long sequence, ByteBuffer out) {
    Device device = devices[connection];
    Draws draws = device.draws;
    Fault fault = fault(draws, sequence);
    long number = fault == Fault.DUPLICATE ? duplicated(draws, sequence) : sequence;
    Drift drift = fault == Fault.DRIFT ? drift(draws, sequence) : null;
    long measuredMs = startMs + (long) (number * periodMs);
    long lateMs = fault == Fault.LATE ? lateMs(draws, sequence) : 0;
    int from = out.position();
    device.writer.begin(out, drift);
    schema.write(
        new Schema.Moment(connection, draws, number, measuredMs, measuredMs - lateMs),
        device.writer);
    device.writer.close();
    if (fault == Fault.BAD_JSON) {
      // Whatever an object is cut off at, it is not closed.
      out.position(from + 1 + draws.below(out.position() - from - 1, CUT, sequence));
    }
    if (sequence == device.made) {
      device.made++;
      count(device, sequence, fault, drift);
    }
  }

  private void count(Device device, long sequence, Fault fault, @Nullable Drift drift) {
    switch (fault) {
      case LATE -> device.late++;
      case DUPLICATE -> device.duplicates++;
      case DRIFT -> device.drift++;
      case BAD_JSON -> device.badJson++;
      case NONE -> {}
    }
    boolean isBroken = drift != null && drift.isBreaking();
    if (fault == Fault.BAD_JSON || (isBroken && !schema.isFiltered(device.draws, sequence))) {
      device.deadLetters++;
    }
  }

  /// What was wrong with the messages made so far. Of use when the load has ended.
  FaultCounts faults() {
    return Arrays.stream(devices)
        .map(Device::counts)
        .reduce(new FaultCounts(0, 0, 0, 0, 0), FaultCounts::plus);
  }

  private static String idDigits(int device) {
    return String.format(Locale.ROOT, "%0" + DEVICE_DIGITS + "d", device);
  }

  private String name(int device) {
    return schema.devicePrefix() + idDigits(device);
  }

  /// The fault of a message; the first of a device cannot be a duplicate.
  private Fault fault(Draws draws, long sequence) {
    Fault fault = shares.of(draws.unit(FAULT, sequence));
    return fault == Fault.DUPLICATE && duplicated(draws, sequence) < 0 ? Fault.NONE : fault;
  }

  /// The last message without a fault before a duplicate, -1 if there is none.
  private long duplicated(Draws draws, long sequence) {
    long first = Math.max(0, sequence - DUPLICATE_OF_MAX);
    for (long number = sequence - 1; number >= first; number--) {
      if (shares.of(draws.unit(FAULT, number)) == Fault.NONE) {
        return number;
      }
    }
    return -1;
  }

  private Drift drift(Draws draws, long sequence) {
    List<Member> members = schema.drifting();
    Drift.Kind[] kinds = Drift.Kind.values();
    return new Drift(
        members.get(draws.below(members.size(), DRIFTING, sequence)),
        kinds[draws.below(kinds.length, DRIFT_KIND, sequence)]);
  }

  private static long lateMs(Draws draws, long sequence) {
    long range = LATE_MAX.minus(LATE_MIN).toMillis();
    return LATE_MIN.toMillis() + (long) (range * draws.unit(LATENESS, sequence));
  }

  /// One device. Only the thread of its connection touches what changes, until the load has ended.
  private static final class Device {
    private final Draws draws;
    private final byte[] topic;
    private final MessageWriter writer = new MessageWriter();
    private long late;
    private long duplicates;
    private long drift;
    private long badJson;
    private long deadLetters;
    private long made;

    Device(Draws draws, byte[] topic) {
      this.draws = draws;
      this.topic = topic;
    }

    FaultCounts counts() {
      return new FaultCounts(late, duplicates, drift, badJson, deadLetters);
    }
  }
}
