package io.edgemq.multijvm;

import static io.edgemq.multijvm.RawClient.puback;
import static io.edgemq.multijvm.RawClient.publish;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// How many clients there may be at once: at an endpoint by its plan, and at the listener.
class ConnectionLimitIT {
  private static final int CONNECTIONS_MAX = 30;
  private static final int PLAN_CONNECTIONS_MAX = 2;
  private static final String SMALL_KEY = "ing_live_small5plan5small5plan5small5plan5";
  private static final String SETTINGS =
      Tenants.SETTINGS
          + """
          edgemq {
            mqtt.connections-max = %d
            plans.small { connections-max = %d, qos-max = 1 }
            bootstrap.tenants.small {
              plan = small
              endpoints { one {} }
              keys = [ { name = device, key = %s } ]
            }
          }
          """
              .formatted(CONNECTIONS_MAX, PLAN_CONNECTIONS_MAX, SMALL_KEY);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private static Path folder;

  private static NodeProcess node;

  @BeforeAll
  static void startNode() throws Exception {
    node = NodeProcess.start(NodeFiles.in(folder), SETTINGS);
  }

  @AfterAll
  static void stopNode() throws Exception {
    node.terminate();
    assertThat(node.errors()).isEmpty();
    node.close();
  }

  @Test
  void oneClientMoreThanThePlanAllowsIsTurnedAway() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int number = 0; number < PLAN_CONNECTIONS_MAX; number++) {
        clients.add(letIn("small-" + number));
      }
      Await.until("an answer to one client more", () -> isTurnedAway("small-too-many"));
      clients.removeFirst().close();
      clients.add(letIn("small-next"));
    } finally {
      closeAll(clients);
    }
  }

  @Test
  void oneClientMoreThanTheListenerTakesIsClosedAtOnce() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    try {
      // Those of other tests may not all be gone yet.
      Await.until(
          () -> clients.size() + " clients",
          () -> {
            RawClient client = RawClient.open(node);
            clients.add(client);
            if (!isConnacked(client, "many-" + clients.size(), Tenants.KEY)) {
              clients.removeLast().close();
            }
            return clients.size() == CONNECTIONS_MAX;
          });
      try (RawClient tooMany = RawClient.open(node)) {
        assertThat(tooMany.isClosedByServer()).isTrue();
      }
      clients.getLast().send(publish(1, 1, "many", "still served"));
      assertThat(clients.getLast().read()).isEqualTo(puback(1));
    } finally {
      closeAll(clients);
    }
  }

  /// A client of the small plan, as soon as those of other tests are gone.
  private static RawClient letIn(String clientId) throws Exception {
    var clients = new ArrayList<RawClient>();
    Await.until(
        clientId + " is let in",
        () -> {
          RawClient client = RawClient.open(node);
          if (isConnacked(client, clientId, SMALL_KEY)) {
            clients.add(client);
            return true;
          }
          client.close();
          return false;
        });
    return clients.getFirst();
  }

  /// Whether a client of the small plan was answered; it can also meet a full listener.
  private static boolean isTurnedAway(String clientId) throws IOException {
    try (RawClient client = RawClient.open(node)) {
      client.send(RawClient.connect(clientId, SMALL_KEY, 0), publish("small", "no"));
      String answer = client.read();
      assertThat(answer).isIn(RawClient.CONNACK_UNAVAILABLE, "");
      return !answer.isEmpty() && client.isClosedByServer();
    } catch (SocketException _) {
      return false; // closed before we had written
    }
  }

  private static boolean isConnacked(RawClient client, String clientId, String key)
      throws IOException {
    try {
      client.send(RawClient.connect(clientId, key, 0));
      return client.read().equals(RawClient.CONNACK_ACCEPTED);
    } catch (SocketException _) {
      return false; // closed before we had written
    }
  }

  private static void closeAll(List<RawClient> clients) throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
  }
}
