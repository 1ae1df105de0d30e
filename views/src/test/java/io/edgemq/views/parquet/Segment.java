package io.edgemq.views.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.storage.frame.Batches;
import io.edgemq.storage.frame.FrameRun;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
import java.util.Random;

/// Builds raw segments, a frame every millisecond.
public final class Segment {
  public static final SegmentId ID = new SegmentId(new WalId("acme", "plant", 0), "disk-1", 12, 34);

  private final FrameRun run = new FrameRun();
  private long timestampMs = Batches.TIMESTAMP_MS;

  public Segment http(byte[] payload) {
    return http(timestampMs++, payload);
  }

  public Segment http(long atMs, byte[] payload) {
    run.addHttp(atMs, payload, 0, payload.length);
    return this;
  }

  public Segment http(String payload) {
    return http(payload.getBytes(UTF_8));
  }

  public Segment mqtt(String topic, byte[] message) {
    byte[] name = topic.getBytes(UTF_8);
    run.addMqtt(timestampMs++, name, 0, name.length, message, 0, message.length);
    return this;
  }

  public Segment mqtt(String topic, String message) {
    return mqtt(topic, message.getBytes(UTF_8));
  }

  public byte[] bytes() {
    return Batches.bytes(run.finish());
  }

  /// A frame of every kind, and some sizes at the bounds.
  public static byte[] ofEveryKind() {
    byte[] everyByte = new byte[256];
    for (int i = 0; i < everyByte.length; i++) {
      everyByte[i] = (byte) i;
    }
    return new Segment()
        .http("{\"temp\":22.5}")
        .mqtt("sensors/temperature", "{\"temp\":22.5}")
        .http("")
        .mqtt("", "no topic")
        .mqtt("no/message", "")
        .mqtt("", "")
        .http(everyByte)
        .mqtt("größe/温度/🌡", everyByte)
        .http(random(1, 1 << 20))
        .mqtt("x".repeat(65_535), random(2, 1 << 20))
        .http(0, "at the epoch".getBytes(UTF_8))
        .http("'); DROP TABLE t; --")
        .bytes();
  }

  /// Frames as a fleet sends them, many or few.
  public static byte[] ofReadings(int frames) {
    var random = new Random(frames);
    var segment = new Segment();
    for (int i = 0; i < frames; i++) {
      String reading = "{\"n\":%d,\"temp\":%d}".formatted(i, random.nextInt(100));
      if (random.nextInt(10) == 0) {
        segment.http(reading);
      } else {
        segment.mqtt("sensors/" + random.nextInt(100) + "/temperature", reading);
      }
    }
    return segment.bytes();
  }

  /// Bytes that do not compress.
  public static byte[] random(long seed, int bytes) {
    byte[] random = new byte[bytes];
    new Random(seed).nextBytes(random);
    return random;
  }
}
