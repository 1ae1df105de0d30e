package io.edgemq.ops.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameRun;
import io.edgemq.storage.frame.SegmentScan;
import io.edgemq.views.sample.Stretch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/// Reads frames that a person points at: those of segment files, or lines of text as frames. What
/// cannot be read is told, and reading goes on behind it. One thread; memory for one segment, or
/// for one line and half a mebibyte.
public final class SampleReader {
  /// What `http.body-bytes-max` is if nobody changes it.
  static final int LINE_BYTES_MAX = 16 << 20;

  /// Lines are made to segments of about the size that nodes seal at.
  private static final int SEGMENT_BYTES = 512 << 10;

  private static final int BUFFER_BYTES = 64 << 10;
  private static final long[] NO_LINES = {};

  /// Takes stretches of frames one after the other.
  public interface Taker {
    /// Takes one.
    ///
    /// @return whether more are wanted
    boolean take(Stretch stretch) throws IOException;
  }

  private final Taker taker;
  private final Consumer<String> damage;
  private boolean isEnough;
  private boolean isSound = true;

  /// @param damage hears one line for everything that cannot be read
  public SampleReader(Taker taker, Consumer<String> damage) {
    this.taker = taker;
    this.damage = damage;
  }

  /// Whether everything could be read so far.
  public boolean isSound() {
    return isSound;
  }

  /// Tells of something that cannot be read.
  public void complain(String what) {
    isSound = false;
    damage.accept(what);
  }

  /// Reads a segment file.
  public void segment(Path file) throws IOException {
    if (isEnough) {
      return;
    }
    byte[] raw;
    try {
      raw = SegmentFile.read(file);
    } catch (IOException e) {
      complain(String.valueOf(e.getMessage()));
      return;
    }
    SegmentScan scan = SegmentScan.of(raw, raw.length);
    int from = 0;
    for (SegmentScan.Gap gap : scan.gaps()) {
      take(new Stretch(SegmentPath.id(file), file.toString(), raw, from, gap.from(), NO_LINES));
      complain(FrameLines.damage(file.toString(), gap));
      from = gap.to();
    }
    take(new Stretch(SegmentPath.id(file), file.toString(), raw, from, raw.length, NO_LINES));
  }

  /// Reads lines as if each had been sent to a node: those that are not empty, without CR, as over
  /// HTTP (docs/http.md), or as messages to a topic.
  ///
  /// @param file its name, for people
  /// @param topic empty for HTTP
  /// @throws IOException if `in` cannot be read
  public void lines(String file, InputStream in, long timestampMs, Optional<String> topic)
      throws IOException {
    new Lines(file, timestampMs, topic.map(it -> it.getBytes(UTF_8))).read(in);
  }

  private void take(Stretch stretch) throws IOException {
    if (!isEnough && stretch.from() < stretch.to()) {
      isEnough = !taker.take(stretch);
    }
  }

  private final class Lines {
    private final String file;
    private final long timestampMs;
    private final Optional<byte[]> topic;
    private final FrameRun run = new FrameRun();
    private LongStream.Builder numbers = LongStream.builder();
    private byte[] buffer = new byte[BUFFER_BYTES];
    private int length;
    private long number;
    private int segment;

    Lines(String file, long timestampMs, Optional<byte[]> topic) {
      this.file = file;
      this.timestampMs = timestampMs;
      this.topic = topic;
    }

    void read(InputStream in) throws IOException {
      while (!isEnough) {
        if (length == LINE_BYTES_MAX) {
          complain(
              "%s: line %d has more than %d bytes; nothing is read from there on"
                  .formatted(file, number + 1, LINE_BYTES_MAX));
          length = 0;
          break;
        }
        if (length == buffer.length) {
          buffer = Arrays.copyOf(buffer, Math.min(length * 2, LINE_BYTES_MAX));
        }
        int read = in.read(buffer, length, buffer.length - length);
        if (read < 0) {
          break;
        }
        split(length + read);
      }
      if (length > 0) {
        line(0, length);
      }
      flush();
    }

    /// Takes the whole lines, and keeps the beginning of one that is not whole.
    private void split(int to) throws IOException {
      int from = 0;
      for (int at = length; at < to; at++) {
        if (buffer[at] == '\n') {
          line(from, at);
          from = at + 1;
        }
      }
      length = to - from;
      System.arraycopy(buffer, from, buffer, 0, length);
    }

    private void line(int from, int end) throws IOException {
      number++;
      int to = end > from && buffer[end - 1] == '\r' ? end - 1 : end;
      if (from == to) {
        return;
      }
      if (topic.isPresent()) {
        byte[] name = topic.get();
        run.addMqtt(timestampMs, name, 0, name.length, buffer, from, to - from);
      } else {
        run.addHttp(timestampMs, buffer, from, to - from);
      }
      numbers.add(number);
      if (run.length() >= SEGMENT_BYTES) {
        flush();
      }
    }

    private void flush() throws IOException {
      if (run.isEmpty()) {
        return;
      }
      FrameBatch batch = run.finish();
      long[] lines = numbers.build().toArray();
      numbers = LongStream.builder();
      segment++;
      take(
          new Stretch(
              SegmentPath.placeholder(segment), file, batch.bytes(), 0, batch.length(), lines));
    }
  }
}
