package io.edgemq.multijvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// A node that is stopped in order and started again, and the clients that come back to it.
class RestartIT {
  private static final int SERVER_SHUTTING_DOWN = 0x8B;
  private static final int MESSAGES = 10;
  private static final String ARDUINO = "steady/pubsubclient";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private Path folder;

  @Test
  void clientsAreToldAndComeBackAndWhatWasAcknowledgedIsCommitted() throws Exception {
    for (Library library : Library.values()) {
      library.require();
    }
    NodeFiles files = NodeFiles.in(folder);
    TestAuthority authority = TestAuthority.in(folder);
    Map<Way, Integer> ports = freePorts();
    String settings =
        Tenants.SETTINGS + authority.settings() + "edgemq.shutdown.ship-within = 100 s\n";
    Map<SteadyPublisher, Future<List<Integer>>> running = new HashMap<>();

    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      try (NodeProcess node = NodeProcess.start(files, settings, ports)) {
        for (Library library : Library.values()) {
          for (Way way : ways(library)) {
            var publisher =
                new SteadyPublisher(library, new Entrance(way, node.port(way), authority));
            running.put(publisher, threads.submit(publisher));
          }
        }
        awaitMore(running);
        try (RawClient arduino = RawClient.connect(node, Tenants.KEY, "arduino")) {
          publishAsPubSubClient(arduino, "before");
          node.terminate();
          assertThat(arduino.isClosedByServer()).isTrue();
        }
        assertThat(node.errors()).isEmpty();
      }
      try (NodeProcess node = NodeProcess.start(files, settings, ports)) {
        awaitMore(running);
        try (RawClient arduino = RawClient.connect(node, Tenants.KEY, "arduino")) {
          publishAsPubSubClient(arduino, "after");
        }
        running.keySet().forEach(SteadyPublisher::stop);
        for (var one : running.entrySet()) {
          assertThat(one.getValue().get(Await.BOUND.toSeconds(), TimeUnit.SECONDS))
              .as("%s: DISCONNECTs", one.getKey())
              .isEqualTo(
                  one.getKey().library().isMqtt5() ? List.of(SERVER_SHUTTING_DOWN) : List.of());
        }
        node.terminate();
        assertThat(node.errors()).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }

    Committed committed = Committed.read(files.objects());
    assertThat(committed.report().faults()).isEmpty();
    assertThat(committed.payloads(ARDUINO)).containsExactly("before", "after");
    for (SteadyPublisher publisher : running.keySet()) {
      // What was sent and not acknowledged before the stop is sent again.
      assertThat(committed.payloads(publisher.topic()).stream().distinct().toList())
          .as(publisher.toString())
          .isEqualTo(
              IntStream.range(0, publisher.acknowledged()).mapToObj(Integer::toString).toList());
    }
  }

  /// Two ways for each version, so all four for each library.
  private static List<Way> ways(Library library) {
    return switch (library) {
      case PAHO_PYTHON_3, MQTT_JS_5, HIVEMQ_3, PAHO_JAVA_5 -> List.of(Way.TCP, Way.WSS);
      case PAHO_PYTHON_5, MQTT_JS_3, HIVEMQ_5, PAHO_JAVA_3 -> List.of(Way.TLS, Way.WS);
    };
  }

  /// Returns once each of them has more acknowledgements than now.
  private static void awaitMore(Map<SteadyPublisher, Future<List<Integer>>> running)
      throws Exception {
    Map<SteadyPublisher, Integer> before = new HashMap<>();
    running.keySet().forEach(it -> before.put(it, it.acknowledged()));
    for (var one : running.entrySet()) {
      SteadyPublisher publisher = one.getKey();
      Await.until(
          () -> "more acknowledgements for " + publisher,
          () -> {
            if (one.getValue().isDone()) {
              one.getValue().get(); // throws what ended it
            }
            return publisher.acknowledged() >= before.getOrDefault(publisher, 0) + MESSAGES;
          });
    }
  }

  /// As PubSubClient does it: QoS 0, and a PINGREQ whose answer says that the message was read.
  private static void publishAsPubSubClient(RawClient client, String payload) throws IOException {
    client.send(RawClient.publish(ARDUINO, payload));
    client.send(RawClient.pingreq());
    assertThat(client.read()).isEqualTo(RawClient.PINGRESP);
  }

  private static Map<Way, Integer> freePorts() {
    Iterator<Integer> free = FreePorts.take(Way.values().length).iterator();
    Map<Way, Integer> ports = new EnumMap<>(Way.class);
    for (Way way : Way.values()) {
      ports.put(way, free.next());
    }
    return ports;
  }
}
