package io.edgemq.storage.commit;

import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What one disk has committed of a log. Its segments have an order by themselves: by epoch and
/// number.
///
/// @param wal the log
/// @param region of the node
/// @param instance of its disk
record CommittedLog(WalId wal, String region, String instance) {
  /// The folder of an epoch: its number, and before it that of a partition.
  private static final Pattern EPOCH = Pattern.compile("(?:([1-9][0-9]{0,4})-)?([0-9]{8})");

  private static final Pattern MARKER = Pattern.compile("seg-([0-9]{8})\\.json");

  /// Behind all epochs of a log that has no partitions, as far as they go in practice: the folders
  /// of partitions 1 and up come next.
  private static final String LAST_WITHOUT_PARTITION = "09999999";

  private static final int LISTED_MAX = 1_000;
  private static final int REGIONS_MAX = 100;

  /// Not regions, but what else lies below an endpoint's prefix.
  private static final List<String> NO_REGIONS = List.of("parquet", "views", "dlq", "renders");

  /// A disk that has, or may have, committed something of an endpoint.
  record Disk(String tenant, String endpoint, String region, String instance) {
    /// What it has committed, by partitions.
    ///
    /// @param max more are not looked for
    List<CommittedLog> logs(ObjectStore store, int max) throws IOException {
      String prefix = "%s/%s/%s/%s/".formatted(tenant, endpoint, region, instance);
      List<CommittedLog> logs = new ArrayList<>();
      for (int partition : partitions(store, prefix, max)) {
        logs.add(new CommittedLog(new WalId(tenant, endpoint, partition), region, instance));
      }
      return logs;
    }
  }

  /// The disks of an endpoint.
  ///
  /// @param instance of the only one that is wanted; empty: all are
  /// @param max in a region; more are not looked for
  static List<Disk> disks(
      ObjectStore store, String tenant, String endpoint, Optional<String> instance, int max)
      throws IOException {
    List<Disk> disks = new ArrayList<>();
    String prefix = tenant + "/" + endpoint + "/";
    for (String region : store.folders(prefix, "", REGIONS_MAX)) {
      if (!NO_REGIONS.contains(region)) {
        List<String> instances =
            instance.isPresent()
                ? List.of(instance.get())
                : store.folders(prefix + region + "/", "", max);
        instances.forEach(it -> disks.add(new Disk(tenant, endpoint, region, it)));
      }
    }
    return disks;
  }

  /// From each to the next, over all the epochs between.
  private static List<Integer> partitions(ObjectStore store, String prefix, int max)
      throws IOException {
    List<Integer> partitions = new ArrayList<>();
    List<String> next = store.folders(prefix, "", 1);
    while (!next.isEmpty() && partitions.size() < max) {
      Matcher epoch = EPOCH.matcher(next.getFirst());
      String after = next.getFirst();
      if (epoch.matches()) {
        boolean isAll = epoch.group(1) == null;
        partitions.add(isAll ? 0 : Integer.parseInt(epoch.group(1)));
        after = isAll ? LAST_WITHOUT_PARTITION : epoch.group(1) + "-99999999";
      }
      next = store.folders(prefix, after, 1);
    }
    return partitions;
  }

  /// Its segments, the newest first.
  ///
  /// @param before the first that is left out, with all that are newer; empty: none is
  Segments segments(ObjectStore store, Optional<SegmentId> before) {
    return new Segments(store, before);
  }

  private ObjectKeys keys() {
    return new ObjectKeys(region);
  }

  private String folder() {
    return "%s/%s/%s/%s/".formatted(wal.tenant(), wal.endpoint(), region, instance);
  }

  private SegmentId id(int epoch, int segment) {
    return new SegmentId(wal, instance, epoch, segment);
  }

  /// `region/instance/partition`.
  @Override
  public String toString() {
    return region + "/" + instance + "/" + wal.partition();
  }

  /// Those that have a marker. One thread.
  final class Segments {
    private final ObjectStore store;
    private final NumbersBelow epochs;
    private int epoch;
    private NumbersBelow inEpoch;

    private Segments(ObjectStore store, Optional<SegmentId> before) {
      this.store = store;
      epoch = before.map(SegmentId::epoch).orElse(SegmentId.NUMBER_MAX);
      epochs = new NumbersBelow(this::epochsAbove, before.isPresent() ? epoch : NumbersBelow.ALL);
      inEpoch = before.isPresent() ? inEpoch(before.get().segment()) : inEpoch(1);
    }

    /// The next older one; nothing when there is none.
    Optional<SegmentId> next() throws IOException {
      OptionalInt segment = inEpoch.next();
      while (segment.isEmpty()) {
        OptionalInt older = epochs.next();
        if (older.isEmpty()) {
          return Optional.empty();
        }
        epoch = older.getAsInt();
        inEpoch = inEpoch(NumbersBelow.ALL);
        segment = inEpoch.next();
      }
      return Optional.of(id(epoch, segment.getAsInt()));
    }

    private NumbersBelow inEpoch(int below) {
      int of = epoch;
      return new NumbersBelow((number, max) -> segmentsAbove(of, number, max), below);
    }

    private List<Integer> segmentsAbove(int epoch, int number, int max) throws IOException {
      String first = keys().marker(id(epoch, 1));
      String folder = first.substring(0, first.lastIndexOf('/') + 1);
      String after = number == 0 ? "" : keys().marker(id(epoch, number));
      List<Integer> numbers = new ArrayList<>();
      int asked;
      List<String> keys;
      do { // again only where there is something else in the folder
        asked = max - numbers.size();
        keys = store.list(folder, after, asked);
        numbers.addAll(numbers(keys, folder.length(), MARKER, 1));
        after = keys.isEmpty() ? after : keys.getLast();
      } while (keys.size() == asked && numbers.size() < max);
      return numbers;
    }

    private List<Integer> epochsAbove(int number, int max) throws IOException {
      String name = id(Math.max(1, number), 1).epochName();
      String partition = wal.partition() == 0 ? "" : wal.partition() + "-";
      String after = number == 0 ? partition + "00000000" : name;
      return numbers(
          store.folders(folder(), after, Math.min(max, LISTED_MAX)).stream()
              .takeWhile(it -> it.length() == name.length() && it.startsWith(partition))
              .toList(),
          0,
          EPOCH,
          2);
    }

    private static List<Integer> numbers(List<String> keys, int from, Pattern form, int group) {
      List<Integer> numbers = new ArrayList<>();
      for (String key : keys) {
        Matcher name = form.matcher(key.substring(from));
        if (name.matches()) {
          numbers.add(Integer.parseInt(name.group(group)));
        }
      }
      return numbers;
    }
  }
}
