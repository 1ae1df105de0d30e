package io.edgemq.ops.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/// The messages of one MQTT client: a window of PUBLISHes and their PUBACKs.
final class MqttPublisher extends Publisher {
  private static final int PUBACK_BYTES = 4;
  private static final int PUBACK_HEADER = MqttPackets.PUBACK << 24 | 2 << 16;

  private final PublishEncoder encoder;
  private final Window window;

  /// @param encoder shared by the clients of the thread
  MqttPublisher(Lane lane, int qos, PublishEncoder encoder, int number, int slot) {
    super(lane, number, slot);
    this.encoder = encoder;
    window = new Window(qos, lane.plan.window(), lane.tally);
  }

  /// A connection has been made.
  ///
  /// @param receiveMaximum most messages the server wants in flight
  void open(int receiveMaximum) {
    window.limit(receiveMaximum);
  }

  @Override
  void reopen() {
    window.reopen();
  }

  @Override
  long next() {
    return window.next();
  }

  @Override
  long sent() {
    return window.high();
  }

  @Override
  long acknowledged() {
    return window.acknowledged();
  }

  @Override
  boolean isAnswered() {
    return window.inFlight() == 0;
  }

  /// Without a timetable a window is refilled by the quarter: a server that sends its PUBACKs one
  /// by one would otherwise get its PUBLISHes one by one, at the price of a system call each.
  @Override
  int sendable() {
    int room = window.room();
    long left = due() - window.next();
    boolean mayWait = !lane.pace.isPaced() && room < left && room < window.limit() / 4;
    return mayWait ? 0 : Math.clamp(left, 0, room);
  }

  @Override
  long send(Link link, int count) throws IOException {
    long before = sent();
    long first = next();
    encoder.begin();
    for (int left = count; left > 0 && encoder.hasRoom(); left--) {
      long sequence = window.next();
      encoder.put(number, sequence, window.send());
    }
    countSent(first, before);
    long now = System.nanoTime();
    window.stamp(now);
    link.write(encoder.end());
    return now;
  }

  /// Takes out the PUBACKs at the position of `in` as long as they are the expected ones: nearly
  /// all that a server sends.
  void takePubacks(ByteBuffer in, long nowNanos) {
    int at = in.position();
    int last = in.limit() - PUBACK_BYTES;
    while (at <= last && in.getInt(at) == (PUBACK_HEADER | window.expected())) {
      window.acknowledgeExpected(nowNanos);
      at += PUBACK_BYTES;
    }
    in.position(at);
  }

  /// A PUBACK of any form.
  void puback(int packetId, long nowNanos) {
    if (packetId == window.expected()) {
      window.acknowledgeExpected(nowNanos);
    } else {
      window.acknowledgeEarly(packetId);
    }
  }

  /// Counts the latencies of the PUBACKs taken out since the last call.
  void recordLatency(long nowNanos) {
    window.recordLatency(nowNanos);
  }
}
