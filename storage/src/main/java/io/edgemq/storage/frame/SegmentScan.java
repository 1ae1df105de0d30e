package io.edgemq.storage.frame;

import java.util.ArrayList;
import java.util.List;

/// What a walk over all the bytes of a segment found: its good frames, and the stretches between
/// and behind them that are not frames.
///
/// @param frames good frames
/// @param firstTimestampMs smallest TS, 0 if there is no frame
/// @param lastTimestampMs largest TS, 0 if there is no frame
/// @param goodBytes bytes of all good frames
/// @param gaps what is not a frame, in order of offset; empty for a sound segment
public record SegmentScan(
    int frames, long firstTimestampMs, long lastTimestampMs, int goodBytes, List<Gap> gaps) {

  /// A stretch that is not a frame.
  ///
  /// @param from its first byte
  /// @param to behind its last byte
  /// @param stop what is wrong with the frame that should have started here
  public record Gap(int from, int to, FrameReader.Stop stop) {}

  /// How far a clock may have been off when a frame without payload, so without a checksum to speak
  /// of, is judged behind a gap: beyond a day around the good frames before it, it is taken for
  /// noise. A checksum over a payload is proof enough, whatever the clock said.
  private static final long TIMESTAMP_SLACK_MS = 24 * 60 * 60 * 1000L;

  public SegmentScan {
    gaps = List.copyOf(gaps);
  }

  /// Whether every byte belongs to a good frame.
  public boolean isSound() {
    return gaps.isEmpty();
  }

  /// Whether the only fault is at the end: nothing valid stands behind it. That is what a crash in
  /// the middle of an append leaves, or zeros of a file that was grown but not written.
  public boolean isTorn(int length) {
    return gaps.size() == 1 && gaps.getFirst().to() == length;
  }

  /// Walks `[0, length)` of `bytes`. Behind a fault every following byte is tried as the start of a
  /// frame, so that what is readable on the other side is found; the time is linear in the length
  /// for anything but bytes made to look like lengths.
  public static SegmentScan of(byte[] bytes, int length) {
    var gaps = new ArrayList<Gap>();
    int frames = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    int good = 0;
    int from = 0;
    while (true) {
      var reader = new FrameReader(bytes, from, length);
      while (reader.next()) {
        frames++;
        good += reader.length();
        first = Math.min(first, reader.timestampMs());
        last = Math.max(last, reader.timestampMs());
      }
      if (reader.stop() == FrameReader.Stop.END) {
        break;
      }
      Span span = frames == 0 ? Span.ANY : new Span(first, last);
      int resumed = resume(bytes, reader.offset() + 1, length, span);
      gaps.add(new Gap(reader.offset(), resumed, reader.stop()));
      from = resumed;
    }
    return frames == 0
        ? new SegmentScan(0, 0, 0, 0, gaps)
        : new SegmentScan(frames, first, last, good, gaps);
  }

  /// Where the next good frame starts at or behind `from`, or `length`.
  private static int resume(byte[] bytes, int from, int length, Span span) {
    for (int at = from; at <= length - Frame.HEADER_BYTES; at++) {
      int frameBytes = BigEndian.integer(bytes, at);
      if (frameBytes >= Frame.HEADER_BYTES
          && frameBytes <= length - at
          && (frameBytes > Frame.HEADER_BYTES ? Span.EVER : span)
              .isNear(BigEndian.longInteger(bytes, at + Frame.TIMESTAMP_AT))
          && new FrameReader(bytes, at, at + frameBytes).next()) {
        return at;
      }
    }
    return length;
  }

  /// Smallest and largest TS of the frames before a gap.
  private record Span(long firstMs, long lastMs) {
    /// Where no frame stands before the gap: the years 2000 to 2200.
    static final Span ANY = new Span(946_684_800_000L, 7_258_118_400_000L);

    /// Every clock, also one that starts in 1970; so narrow still that chance bytes seldom cost the
    /// reading of a checksum.
    static final Span EVER = new Span(0, 7_258_118_400_000L);

    boolean isNear(long timestampMs) {
      return timestampMs >= firstMs - TIMESTAMP_SLACK_MS
          && timestampMs <= lastMs + TIMESTAMP_SLACK_MS;
    }
  }
}
