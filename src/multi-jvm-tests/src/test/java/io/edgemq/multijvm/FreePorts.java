package io.edgemq.multijvm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;

/// Ports that are not given away before somebody listens there: below those that systems give to
/// clients, one of which could have it while a node is not there yet, or away.
final class FreePorts {
  private static final int MIN = 20_000;
  private static final int BOUND = 32_000;

  private static int next = MIN + (int) (ProcessHandle.current().pid() % (BOUND - MIN));

  private FreePorts() {}

  /// So many, each another one than all before.
  static List<Integer> take(int count) {
    return IntStream.range(0, count).mapToObj(_ -> take()).toList();
  }

  private static synchronized int take() {
    do {
      next = next + 1 < BOUND ? next + 1 : MIN;
    } while (!isFree(next));
    return next;
  }

  private static boolean isFree(int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
