package io.edgemq.multijvm;

import static io.edgemq.multijvm.RawClient.puback;
import static io.edgemq.multijvm.RawClient.publish;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// What a client sees of the server on a real socket, where packets, reads and the ends of streams
/// do not come as a plain session is given them.
class MqttServerIT {
  private static final String SETTINGS =
      Tenants.SETTINGS + "edgemq { mqtt.connect-timeout = 1 s, seal.age = 200 ms }\n";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private static Path folder;

  private static NodeFiles files;
  private static NodeProcess node;

  @BeforeAll
  static void startNode() throws Exception {
    files = NodeFiles.in(folder);
    node = NodeProcess.start(files, SETTINGS);
  }

  @AfterAll
  static void stopNode() throws Exception {
    node.terminate();
    assertThat(node.errors()).isEmpty();
    node.close();
  }

  @Test
  void aSilentSocketIsClosed() throws Exception {
    try (RawClient silent = RawClient.open(node);
        RawClient slow = RawClient.open(node)) {
      slow.send(new byte[] {0x10});

      assertThat(silent.isClosedByServer()).isTrue();
      assertThat(slow.isClosedByServer()).isTrue();
    }
  }

  @Test
  void aClientThatIsSilentForLongerThanItsKeepAliveIsClosed() throws Exception {
    try (RawClient client = RawClient.open(node)) {
      client.send(RawClient.connect("keep-alive", Tenants.KEY, 2));
      assertThat(client.read()).isEqualTo(RawClient.CONNACK_ACCEPTED);
      long before = System.nanoTime();
      client.send(publish(1, 1, "server/keep-alive", "alive"));
      assertThat(client.read()).isEqualTo(puback(1));

      assertThat(client.isClosedByServer()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThanOrEqualTo(Duration.ofSeconds(3));
    }
  }

  @Test
  void theSecondClientOfAnIdTakesOver() throws Exception {
    try (RawClient first = RawClient.connect(node, Tenants.KEY, "same");
        RawClient elsewhere = RawClient.connect(node, Tenants.OTHER_KEY, "same");
        RawClient second = RawClient.connect(node, Tenants.KEY, "same")) {
      assertThat(first.isClosedByServer()).isTrue();
      second.send(publish(1, 1, "server/same", "second"));
      assertThat(second.read()).isEqualTo(puback(1));
      elsewhere.send(publish(1, 1, "server/same", "elsewhere"));
      assertThat(elsewhere.read()).isEqualTo(puback(1));
    }
  }

  @Test
  void aClientThatIsNotLetInTakesOverNobody() throws Exception {
    try (RawClient first = RawClient.connect(node, Tenants.KEY, "kept");
        RawClient second = RawClient.open(node)) {
      second.send(RawClient.connect("kept", Tenants.KEY + "0", 0));
      assertThat(second.read()).isEqualTo(RawClient.CONNACK_NOT_AUTHORIZED);
      assertThat(second.isClosedByServer()).isTrue();

      first.send(publish(1, 1, "server/kept", "first"));
      assertThat(first.read()).isEqualTo(puback(1));
    }
  }

  @Test
  void aClientThatClosesItsDirectionStillGetsItsAnswers() throws Exception {
    try (RawClient client = RawClient.open(node)) {
      client.send(RawClient.connect("half-close", Tenants.KEY, 0), publishes("server/half", 500));
      client.shutdownOutput();

      assertThat(client.read()).isEqualTo(RawClient.CONNACK_ACCEPTED);
      for (int id = 1; id <= 500; id++) {
        assertThat(client.read()).isEqualTo(puback(id));
      }
      assertThat(client.isClosedByServer()).isTrue();
    }
    awaitCommitted("server/half", numbers(500));
  }

  @Test
  void whatStandsBehindTheConnectIsStoredIfTheKeyIsGood() throws Exception {
    byte[] messages =
        RawClient.join(publish("server/behind", "1"), publish(1, 2, "server/behind", "2"));
    try (RawClient good = RawClient.open(node);
        RawClient bad = RawClient.open(node)) {
      good.send(RawClient.connect("behind", Tenants.KEY, 0), messages);
      bad.send(RawClient.connect("behind-bad", Tenants.KEY + "0", 0), messages);

      assertThat(good.read()).isEqualTo(RawClient.CONNACK_ACCEPTED);
      assertThat(good.read()).isEqualTo(puback(2));
      assertThat(bad.read()).isEqualTo(RawClient.CONNACK_NOT_AUTHORIZED);
      assertThat(bad.isClosedByServer()).isTrue();
    }
    awaitCommitted("server/behind", List.of("1", "2"));
  }

  @Test
  void packetsInSmallPiecesAreWholeMessages() throws Exception {
    byte[] bytes =
        RawClient.join(
            RawClient.connect("pieces", Tenants.KEY, 0),
            publishes("server/pieces", 3),
            RawClient.pingreq());
    try (RawClient client = RawClient.open(node)) {
      for (byte one : bytes) {
        client.send(new byte[] {one});
      }
      assertThat(client.read()).isEqualTo(RawClient.CONNACK_ACCEPTED);
      List<String> answers = new ArrayList<>();
      for (int n = 0; n < 4; n++) {
        answers.add(client.read());
      }
      assertThat(answers).contains(puback(1), puback(2), puback(3), RawClient.PINGRESP);
    }
    awaitCommitted("server/pieces", numbers(3));
  }

  @Test
  void messagesOfAClientThatIsGoneAtOnceAreStored() throws Exception {
    var packets = new byte[2000][];
    for (int n = 0; n < packets.length; n++) {
      packets[n] = publish("server/gone", Integer.toString(n + 1));
    }
    try (RawClient client = RawClient.connect(node, Tenants.KEY, "gone")) {
      client.send(packets);
      client.send(RawClient.disconnect());
    }
    awaitCommitted("server/gone", numbers(packets.length));
  }

  @Test
  void qualityOfServiceTwoEndsTheConnection() throws Exception {
    try (RawClient client = RawClient.connect(node, Tenants.KEY, "two")) {
      client.send(
          publish(1, 1, "server/two", "1"),
          publish(2, 2, "server/two", "2"),
          publish(1, 3, "server/two", "3"));

      // What stood before it is answered; how much of that a client still reads is up to its
      // system.
      assertThat(client.read()).isIn(puback(1), "");
      assertThat(client.isClosedByServer()).isTrue();
    }
    awaitCommitted("server/two", List.of("1"));
  }

  @Test
  void tenantsAreKeptApart() throws Exception {
    try (RawClient one = RawClient.connect(node, Tenants.KEY, "apart");
        RawClient depot = RawClient.connect(node, Tenants.DEPOT_KEY, "apart");
        RawClient other = RawClient.connect(node, Tenants.OTHER_KEY, "apart")) {
      one.send(publish(1, 1, "server/apart", "of plant"));
      depot.send(publish(1, 1, "server/apart", "of depot"));
      other.send(publish(1, 1, "server/apart", "of site"));
      for (RawClient client : List.of(one, depot, other)) {
        assertThat(client.read()).isEqualTo(puback(1));
      }
    }
    Await.until("all three in the store", () -> committed("server/apart").size() == 3);
    assertThat(Committed.read(files.objects()).below("server/apart"))
        .containsExactlyInAnyOrder(
            new Committed.Message("acme/plant", "server/apart", "of plant"),
            new Committed.Message("acme/depot", "server/apart", "of depot"),
            new Committed.Message("globex/site", "server/apart", "of site"));
  }

  @Test
  void aSubscriptionIsRefusedAndPublishingGoesOn() throws Exception {
    try (RawClient client = RawClient.connect(node, Tenants.KEY, "subscribes")) {
      client.send(new byte[] {(byte) 0x82, 6, 0, 9, 0, 1, '#', 1});
      client.send(publish(1, 10, "server/subscribes", "1"));

      assertThat(client.read()).isEqualTo("9003000980");
      assertThat(client.read()).isEqualTo(puback(10));
    }
  }

  /// So many messages at QoS 1, with packet ids and payloads from 1.
  private static byte[] publishes(String topic, int count) {
    var packets = new byte[count][];
    for (int n = 0; n < count; n++) {
      packets[n] = publish(1, n + 1, topic, Integer.toString(n + 1));
    }
    return RawClient.join(packets);
  }

  private static List<String> numbers(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(Integer::toString).toList();
  }

  private static List<String> committed(String topic) throws IOException {
    return Committed.read(files.objects()).payloads(topic);
  }

  /// Exactly these payloads are committed under a topic, in this order.
  private static void awaitCommitted(String topic, List<String> payloads) throws Exception {
    Await.until(
        payloads.size() + " messages of " + topic + " in the store",
        () -> committed(topic).size() >= payloads.size());
    assertThat(committed(topic)).isEqualTo(payloads);
  }
}
