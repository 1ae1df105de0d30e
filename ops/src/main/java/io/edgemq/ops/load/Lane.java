package io.edgemq.ops.load;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.ArrayDeque;

/// What the clients of one selector thread share: buffers, counters, and the state of the run as
/// they see it. Owned by that thread.
final class Lane {
  private static final int READ_BYTES = 256 * 1024;

  final LoadPlan plan;
  final InetAddress address;
  final Selector selector;
  final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
  final Layers layers;
  final Tally tally = new Tally();

  /// Clients without a connection that are to connect, now or later.
  final ArrayDeque<Client> down = new ArrayDeque<>();

  /// Clients that are connecting.
  int attempting;

  /// Clients that have not ended and still have messages to publish.
  int unfinished;

  /// Whether clients may publish, and connect again.
  boolean sending;

  /// Whether a client that loses its connection may come back.
  boolean reconnecting;

  /// The timetable; of use while `sending`.
  Pace pace;

  /// How many slots of the timetable are due.
  long slotsDue;

  Lane(LoadPlan plan, InetAddress address, Selector selector) {
    this.plan = plan;
    this.address = address;
    this.selector = selector;
    layers = new Layers(plan);
    pace = new Pace(plan, 0, 1, 0);
    reconnecting = plan.afterReset() == AfterReset.RECONNECT;
  }
}
