package io.edgemq.multijvm;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/// A device: publishes 0, 1, 2, … at QoS 1, each when the one before it is acknowledged, and the
/// same again where its client has failed with it, as an application has to do.
final class SteadyPublisher implements Callable<List<Integer>> {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Library library;
  private final Entrance entrance;
  private volatile int acknowledged;
  private volatile boolean isToStop;

  SteadyPublisher(Library library, Entrance entrance) {
    this.library = library;
    this.entrance = entrance;
  }

  /// Publishes until it is told to stop.
  ///
  /// @return reason codes of the DISCONNECTs that the server sent
  @Override
  public List<Integer> call() throws Exception {
    try (Client client = library.connect(entrance, topic(), Tenants.KEY)) {
      int next = 0;
      while (!isToStop) {
        if (isPublished(client, Integer.toString(next))) {
          next++;
          acknowledged = next;
        }
        Thread.sleep(PAUSE);
      }
      client.disconnect();
      return List.copyOf(client.disconnects());
    }
  }

  private boolean isPublished(Client client, String payload) throws InterruptedException {
    try {
      client.publish(topic(), 1, List.of(payload));
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception _) {
      return false; // a client without a connection says no in its own words
    }
  }

  /// How many numbers are acknowledged; the last of them is one less.
  int acknowledged() {
    return acknowledged;
  }

  void stop() {
    isToStop = true;
  }

  Library library() {
    return library;
  }

  String topic() {
    return "steady/" + library.name() + "/" + entrance.way();
  }

  @Override
  public String toString() {
    return library + " over " + entrance.way() + ", " + acknowledged + " acknowledged";
  }
}
