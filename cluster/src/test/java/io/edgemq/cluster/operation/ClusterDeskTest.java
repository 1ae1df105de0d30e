package io.edgemq.cluster.operation;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.edgemq.cluster.operation.ClusterDesk.Answers;
import io.edgemq.cluster.operation.ClusterDesk.Connections;
import io.edgemq.cluster.operation.NodeDesk.Disconnected;
import io.edgemq.cluster.operation.NodeDesk.DrainAnswer;
import io.edgemq.cluster.placement.NodeName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterDeskTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
              pekko.actor.provider = cluster
              pekko.actor.allow-java-serialization = off
              pekko.cluster.jmx.enabled = off
              pekko.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }
              """)
          .withFallback(ConfigFactory.load());

  /// A node with connections that have such ids.
  private static final class FakeNode implements NodeDesk.Node {
    private final String instance;
    private final List<Long> open;

    FakeNode(String instance, Long... open) {
      this.instance = instance;
      this.open = new CopyOnWriteArrayList<>(open);
    }

    @Override
    public NodeStatus status() {
      return new NodeStatus(instance, "1", List.of("log"), NodeStatus.SERVING, open.size());
    }

    @Override
    public NodeConnections connections(ConnectionsWanted wanted) {
      return NodeConnections.first(
          open.stream().filter(id -> id > wanted.after()).map(ClusterDeskTest::report).iterator(),
          wanted.max());
    }

    @Override
    public boolean disconnect(long id, String tenant) {
      return instance.equals("i2") && id == 77 && tenant.equals("acme");
    }

    @Override
    public DrainAnswer drain() {
      return new DrainAnswer(DrainAnswer.Outcome.DRAINING, "moving_logs " + instance);
    }
  }

  private static ActorTestKit first;
  private static ActorTestKit second;
  private static String firstName;
  private static String secondName;

  @BeforeAll
  static void startCluster() {
    first = ActorTestKit.create("edgemq", CONFIG);
    second = ActorTestKit.create("edgemq", CONFIG);
    Cluster seed = Cluster.get(first.system());
    seed.manager().tell(Join.create(seed.selfMember().address()));
    Cluster other = Cluster.get(second.system());
    other.manager().tell(Join.create(seed.selfMember().address()));
    firstName = NodeName.of(seed.selfMember().address());
    secondName = NodeName.of(other.selfMember().address());
    first.spawn(NodeDesk.create(new FakeNode("i1", 1L, 4L, 6L)));
    second.spawn(NodeDesk.create(new FakeNode("i2", 2L, 3L, 9L)));
    awaitBoth(first);
    awaitBoth(second);
  }

  private static void awaitBoth(ActorTestKit kit) {
    var probe = kit.<Receptionist.Listing>createTestProbe();
    probe.awaitAssert(
        BOUND,
        () -> {
          assertThat(Cluster.get(kit.system()).state().getMembers())
              .hasSize(2)
              .allMatch(it -> it.status().equals(MemberStatus.up()));
          kit.system().receptionist().tell(Receptionist.find(NodeDesk.KEY, probe.ref()));
          assertThat(probe.receiveMessage().getServiceInstances(NodeDesk.KEY)).hasSize(2);
          return null;
        });
  }

  @AfterAll
  static void stopCluster() {
    second.shutdownTestKit();
    first.shutdownTestKit();
  }

  @Test
  void anyNodeTellsOfAll() throws Exception {
    for (ActorTestKit kit : List.of(first, second)) {
      Answers<NodeStatus> answers = get(new ClusterDesk(kit.system()).look());

      assertThat(answers.missing()).isEmpty();
      assertThat(answers.byNode()).containsOnlyKeys(firstName, secondName);
      assertThat(answers.byNode().get(secondName)).extracting(NodeStatus::instance).isEqualTo("i2");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 6, 7})
  void connectionsOfAllNodesComeInPages(int max) throws Exception {
    var desk = new ClusterDesk(second.system());
    List<Long> ids = new ArrayList<>();
    Connections page;
    do {
      long after = ids.isEmpty() ? -1 : ids.getLast();
      page = get(desk.connections(new ConnectionsWanted("", "", after, max)));
      assertThat(page.missing()).isEmpty();
      page.connections().forEach(it -> ids.add(it.connection().id()));
    } while (page.isCut());

    assertThat(ids).containsExactly(1L, 2L, 3L, 4L, 6L, 9L);
  }

  @Test
  void aConnectionIsEndedWhereItIs() throws Exception {
    var desk = new ClusterDesk(first.system());
    assertThat(get(desk.disconnect(77, "acme")).byNode())
        .containsOnly(
            Map.entry(firstName, new Disconnected(false)),
            Map.entry(secondName, new Disconnected(true)));

    Answers<Disconnected> answers = get(desk.disconnect(77, ""));
    assertThat(answers.byNode().values()).containsOnly(new Disconnected(false));
  }

  @Test
  void aNodeIsDrainedThroughAnother() throws Exception {
    var desk = new ClusterDesk(first.system());

    assertThat(get(desk.drain(secondName)))
        .hasValue(new DrainAnswer(DrainAnswer.Outcome.DRAINING, "moving_logs i2"));
    assertThat(get(desk.drain("10.0.0.1:1"))).isEmpty();
  }

  @Test
  void aNodeThatSaysNothingIsNamed() throws Exception {
    ActorTestKit silent = ActorTestKit.create("edgemq", CONFIG);
    Cluster alone = Cluster.get(silent.system());
    alone.manager().tell(Join.create(alone.selfMember().address()));
    var probe = silent.<Receptionist.Listing>createTestProbe();
    probe.awaitAssert(
        BOUND,
        () -> {
          assertThat(alone.selfMember().status()).isEqualTo(MemberStatus.up());
          return null;
        });
    var desk = silent.spawn(Behaviors.<NodeDesk.Command>ignore());
    silent.system().receptionist().tell(Receptionist.register(NodeDesk.KEY, desk));

    Answers<NodeStatus> answers = get(new ClusterDesk(silent.system()).look());

    assertThat(answers.byNode()).isEmpty();
    assertThat(answers.missing()).containsExactly(NodeName.of(alone.selfMember().address()));
    silent.shutdownTestKit();
  }

  @Test
  void nothingIsSkippedBehindANodeThatWasCut() {
    var answers =
        new Answers<>(
            new TreeMap<>(
                Map.of(
                    "a:1", new NodeConnections(reports(1, 3), true),
                    "b:1", new NodeConnections(reports(2, 4, 9), false))),
            List.of("c:1"));

    Connections merged = ClusterDesk.merged(answers, 9);

    assertThat(merged.connections())
        .extracting(it -> it.connection().id())
        .containsExactly(1L, 2L, 3L);
    assertThat(merged.isCut()).isTrue();
    assertThat(merged.missing()).containsExactly("c:1");
  }

  private static List<ConnectionReport> reports(long... ids) {
    return LongStream.of(ids).mapToObj(ClusterDeskTest::report).toList();
  }

  private static ConnectionReport report(long id) {
    return new ConnectionReport(id, "acme", "plant", "c" + id, "k", "10.0.0.1:1", 4, "tcp", 0);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(BOUND.toSeconds(), TimeUnit.SECONDS);
  }
}
