package io.edgemq.storage.wal;

import io.edgemq.storage.disk.DurableNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The directory of one opening of a log: `<root>/<tenant>/<endpoint>/<partition>/<epoch>`.
///
/// @param wal the log
/// @param epoch which opening
/// @param path the directory
public record EpochDirectory(WalId wal, int epoch, Path path) {
  /// A segment's file name.
  private static final Pattern SEGMENT = Pattern.compile("seg-([0-9]{8})\\.wal");

  private static final Pattern EPOCH = Pattern.compile("[0-9]{8}");

  /// Makes the directory of the next epoch; one that is there already is never used again. Its name
  /// is on the disk when this returns. One caller at a time: otherwise one could look, another make
  /// the next two and tidy the first of them away, and the one that looked make that number again.
  /// Other processes are kept out by the lock of the [DataDirectory].
  static synchronized EpochDirectory createNext(LogDisk disk, Path root, WalId wal)
      throws IOException {
    Path parent = wal.directory(root);
    DurableNames.createDirectories(root, parent);
    List<EpochDirectory> earlier = list(root, wal);
    int next = earlier.isEmpty() ? 1 : earlier.getLast().epoch() + 1;
    while (true) {
      if (next > SegmentId.NUMBER_MAX) {
        throw new IOException("epoch " + next + " of " + wal + " has more than 8 digits");
      }
      Path path = parent.resolve(SegmentId.digits(next));
      try {
        Files.createDirectory(path);
        forceName(disk, path);
        tidy(earlier);
        return new EpochDirectory(wal, next, path);
      } catch (FileAlreadyExistsException e) {
        next++; // something that is no epoch has its name
      }
    }
  }

  /// A directory that nobody may use is not left there: a disk that fails for hours is tried often.
  private static void forceName(LogDisk disk, Path path) throws IOException {
    try {
      disk.forceName(path);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(path);
      } catch (IOException failure) {
        e.addSuppressed(failure);
      }
      throw e;
    }
  }

  /// Removes those of which everything is committed.
  private static void tidy(List<EpochDirectory> epochs) {
    try {
      for (EpochDirectory epoch : epochs) {
        epoch.deleteIfEmpty();
      }
    } catch (IOException e) {
      // An empty directory is no harm; the next opening tries again.
    }
  }

  /// All epochs of a log, oldest first.
  static List<EpochDirectory> list(Path root, WalId wal) throws IOException {
    Path parent = wal.directory(root);
    return Files.isDirectory(parent) ? directories(wal, parent) : List.of();
  }

  private static List<EpochDirectory> directories(WalId wal, Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries
          .filter(path -> EPOCH.matcher(path.getFileName().toString()).matches())
          .filter(Files::isDirectory)
          .map(path ->
              new EpochDirectory(wal, Integer.parseInt(path.getFileName().toString()), path))
          .filter(it -> it.epoch() > 0)
          .sorted(Comparator.comparingInt(EpochDirectory::epoch))
          .toList();
    } catch (UncheckedIOException e) { // of the listing, as it goes on
      throw new IOException("cannot list " + parent, e);
    }
  }

  /// Numbers of the segments that lie here, ascending.
  List<Integer> segments() throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(); // a later epoch was opened when all of this one was committed
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries
          .map(it -> segmentNumber(it.getFileName().toString()))
          .flatMapToInt(OptionalInt::stream)
          .sorted()
          .boxed()
          .toList();
    }
  }

  Path segmentPath(int segment) {
    return path.resolve("seg-" + SegmentId.digits(segment) + ".wal");
  }

  SegmentId segmentId(String instance, int segment) {
    return new SegmentId(wal, instance, epoch, segment);
  }

  /// Removes the directory if no segment and nothing set aside is left in it. The newest epoch of a
  /// log stays, for its name is what keeps the next opening from using its number again.
  void deleteIfEmpty() throws IOException {
    if (!Files.isDirectory(path)
        || directories(wal, path.resolveSibling("")).stream().noneMatch(it -> it.epoch() > epoch)) {
      return;
    }
    try (Stream<Path> entries = Files.list(path)) {
      List<Path> left = entries.toList();
      if (left.stream().allMatch(it -> it.equals(ForcedBound.path(this)))) {
        Files.deleteIfExists(ForcedBound.path(this));
        Files.deleteIfExists(path);
      }
    }
  }

  private static OptionalInt segmentNumber(String name) {
    Matcher matcher = SEGMENT.matcher(name);
    if (!matcher.matches()) {
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(matcher.group(1));
    return number > 0 ? OptionalInt.of(number) : OptionalInt.empty();
  }
}
