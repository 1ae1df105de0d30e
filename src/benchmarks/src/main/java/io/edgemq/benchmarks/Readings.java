package io.edgemq.benchmarks;

import io.edgemq.ops.load.NumberedReadings;
import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameBatch;
import io.edgemq.storage.frame.FrameRun;
import java.nio.ByteBuffer;

/// Segments that look like those of a fleet of sensors, which is what makes compressing them
/// realistic: [NumberedReadings] of 100 devices, one millisecond apart.
final class Readings {
  private static final int DEVICES = 100;
  private static final long FIRST_TIMESTAMP_MS = 1_700_000_000_000L;

  private Readings() {}

  /// A segment of exactly `bytes`, at least two frames: readings, and a last frame that fills up.
  static FrameBatch segment(int bytes) {
    var source = new NumberedReadings();
    ByteBuffer message = ByteBuffer.allocate(source.messageBytesMax());
    var run = new FrameRun();
    run.expect(bytes);
    int readings = 0;
    while (run.length() + 2 * Frame.HEADER_BYTES + message.capacity() < bytes) {
      message.clear();
      source.topic(readings % DEVICES, readings / DEVICES, message);
      int topicBytes = message.position();
      source.payload(readings % DEVICES, readings / DEVICES, message);
      run.addMqtt(
          FIRST_TIMESTAMP_MS + readings,
          message.array(),
          0,
          topicBytes,
          topicBytes,
          message.position() - topicBytes);
      readings++;
    }
    byte[] filler = new byte[bytes - run.length() - Frame.HEADER_BYTES];
    run.addHttp(FIRST_TIMESTAMP_MS + readings, filler, 0, filler.length);
    return run.finish();
  }
}
