package io.edgemq.storage.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A lower bound of what was forced in an epoch's newest segment: the file `forced` beside it, one
/// line `seg-00000003.wal 0000123456`. It is never forced itself, so it may be old or missing, but
/// what it says was true: recovery that would cut below it has found corruption, not a torn tail.
final class ForcedBound implements AutoCloseable {
  private static final Pattern LINE = Pattern.compile("seg-([0-9]{8})\\.wal ([0-9]{10})\n");
  private static final long STEP_BYTES = 64 << 10;

  private final FileChannel channel;
  private int segment;
  private long bytes;

  private ForcedBound(FileChannel channel) {
    this.channel = channel;
  }

  static Path path(EpochDirectory epoch) {
    return epoch.path().resolve("forced");
  }

  static ForcedBound create(EpochDirectory epoch) throws IOException {
    return new ForcedBound(
        FileChannel.open(path(epoch), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
  }

  /// Notes that so many bytes of a segment were forced; small steps are left for the next call.
  void note(int forcedSegment, long forcedBytes) throws IOException {
    if (forcedSegment != segment || forcedBytes - bytes >= STEP_BYTES) {
      noteNow(forcedSegment, forcedBytes);
    }
  }

  void noteNow(int forcedSegment, long forcedBytes) throws IOException {
    segment = forcedSegment;
    bytes = forcedBytes;
    String line = "seg-%08d.wal %010d\n".formatted(forcedSegment, forcedBytes);
    channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  /// What an epoch that has no writer says; [Bound#NONE] if it says nothing that can be read.
  static Bound read(EpochDirectory epoch) throws IOException {
    String line;
    try {
      line = Files.readString(path(epoch), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return Bound.NONE;
    }
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? new Bound(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)))
        : Bound.NONE;
  }

  /// A segment, and how much of it was forced at least. Segments before it were sealed.
  record Bound(int segment, long bytes) {
    static final Bound NONE = new Bound(0, 0);

    /// Bytes of a segment that must be there.
    long forcedBytes(int ofSegment) {
      return ofSegment == segment ? bytes : 0;
    }

    /// Whether a segment was certainly sealed, because a later one was forced.
    boolean isBehind(int ofSegment) {
      return segment > ofSegment;
    }
  }
}
