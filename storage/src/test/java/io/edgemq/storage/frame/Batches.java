package io.edgemq.storage.frame;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Batches for tests, and what is in segments that were made of them.
public final class Batches {
  /// TS of the frames where a test does not care.
  public static final long TIMESTAMP_MS = 1_700_000_000_000L;

  private Batches() {}

  /// A batch of one HTTP frame for each payload.
  public static FrameBatch of(String... payloads) {
    return at(TIMESTAMP_MS, payloads);
  }

  /// A batch of frames that are a millisecond apart, the first of them at `timestampMs`.
  public static FrameBatch at(long timestampMs, String... payloads) {
    var run = new FrameRun();
    long at = timestampMs;
    for (String payload : payloads) {
      byte[] bytes = payload.getBytes(UTF_8);
      run.addHttp(at++, bytes, 0, bytes.length);
    }
    return run.finish();
  }

  /// A batch of one HTTP frame that has so many bytes with its header.
  public static FrameBatch sized(int frameBytes) {
    return of("x".repeat(frameBytes - Frame.HEADER_BYTES));
  }

  /// The frames of a batch as a segment holds them.
  public static byte[] bytes(FrameBatch batch) {
    return Arrays.copyOf(batch.bytes(), batch.length());
  }

  /// The frames of payloads as a segment holds them.
  public static byte[] bytes(String... payloads) {
    return bytes(of(payloads));
  }

  /// Payloads of all frames, up to where reading stops.
  public static List<String> payloads(byte[] segment) {
    var payloads = new ArrayList<String>();
    var reader = new FrameReader(segment, 0, segment.length);
    while (reader.next()) {
      payloads.add(new String(segment, reader.payloadFrom(), reader.payloadBytes(), UTF_8));
    }
    return payloads;
  }
}
