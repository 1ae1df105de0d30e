package io.edgemq.storage.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;

/// What is known of a file beyond what a process sees of it.
final class CachedFile {
  private static final int PAGE_BYTES = 4096;

  final FileChannel channel;

  /// Everything that was ever written, also what was cut off again.
  byte[] written = new byte[0];

  /// As a process sees it.
  int length;

  /// Bytes that are on the disk.
  final BitSet forced = new BitSet();

  /// Bytes that a failed force gave up: taken for clean and never to reach the disk.
  final BitSet dropped = new BitSet();

  boolean isNameForced;

  CachedFile(FileChannel channel) {
    this.channel = channel;
  }

  void append(ByteBuffer source) {
    int added = source.remaining();
    written = Arrays.copyOf(written, length + added);
    source.get(written, length, added);
    length += added;
  }

  void forceAll() {
    written = Arrays.copyOf(written, length);
    forced.set(0, length);
    forced.andNot(dropped);
  }

  void forceInPart(Random random) {
    for (int page = 0; page < length; page += PAGE_BYTES) {
      boolean isReached = random.nextInt(3) == 0;
      for (int at = page; at < Math.min(page + PAGE_BYTES, length); at++) {
        if (!forced.get(at)) {
          (isReached ? forced : dropped).set(at);
        }
      }
    }
  }

  void materialise(Path path, Random random) throws IOException {
    boolean isThere = Files.exists(path);
    if ((!isThere || !isNameForced) && random.nextBoolean()) {
      Files.deleteIfExists(path); // a deletion that lasts, or a name that does not
      return;
    }
    int limit = random.nextBoolean() ? length : written.length; // a truncation lasts, or not
    BitSet present = forced.get(0, limit);
    int size = present.length();
    switch (random.nextInt(4)) {
      case 0 -> {} // nothing more
      case 1 -> size = limit; // grown, with zeros in it
      case 2 -> {
        size = Math.max(size, random.nextInt(limit + 1));
        present.set(0, size);
      }
      default -> {
        for (int page = 0; page < limit; page += PAGE_BYTES) {
          if (random.nextBoolean()) {
            present.set(page, Math.min(page + PAGE_BYTES, limit));
          }
        }
        size = random.nextBoolean() ? present.length() : limit;
      }
    }
    present.andNot(dropped);
    byte[] left = new byte[size];
    for (int at = present.nextSetBit(0); at >= 0 && at < size; at = present.nextSetBit(at + 1)) {
      left[at] = written[at];
    }
    replace(path, left);
  }

  /// Puts a new file with these bytes into the place of whatever is there.
  static void replace(Path path, byte[] bytes) throws IOException {
    if (Files.exists(path) && Arrays.equals(Files.readAllBytes(path), bytes)) {
      return;
    }
    Files.createDirectories(path.resolveSibling(""));
    Files.deleteIfExists(path); // a new file: another name of the old one keeps its bytes
    Files.write(path, bytes);
  }
}
