package io.edgemq.ops.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.edgemq.ops.node.Node;
import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.NodeSettings.Service;
import io.edgemq.ops.settings.SettingsLoader;
import io.edgemq.ops.tools.OwnCertificate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The engine over TLS and WebSocket, against the ports of a node.
@Timeout(120)
class TransportLoadTest {
  private static final String KEY = "ing_live_" + "Abcdefghij0123456789".repeat(2);

  @TempDir private static Path folder;
  private static OwnCertificate certificate;
  private static Node node;

  /// How a client may come.
  enum Way {
    TLS(Service.MQTTS),
    WEB_SOCKET(Service.HTTP),
    WEB_SOCKET_OVER_TLS(Service.HTTPS),
    HTTP(Service.HTTP),
    HTTPS(Service.HTTPS);

    final Service service;

    Way(Service service) {
      this.service = service;
    }

    boolean isMqtt() {
      return this != HTTP && this != HTTPS;
    }

    boolean hasTls() {
      return service != Service.HTTP;
    }
  }

  @BeforeAll
  static void startNode() throws Exception {
    certificate = OwnCertificate.in(folder);
    String settings =
        """
        edgemq {
          data-dir = "%s", mqtt.port = off, http.port = 0, https.port = 0, management.port = off
          mqtts { port = 0, certificate = "%s", key = "%s" }
          bootstrap.tenants.acme {
            plan = pro, endpoints.plant {}
            keys = [ { name = device, endpoint = plant, key = %s } ]
          }
        }
        """
            .formatted(folder.resolve("data"), certificate.certificate(), certificate.key(), KEY);
    node =
        switch (SettingsLoader.load(ConfigFactory.parseString(settings), List.of())) {
          case LoadedSettings.Valid(var it) -> Node.start(it);
          case LoadedSettings.Faulty(List<String> faults) -> throw new AssertionError(faults);
        };
  }

  @AfterAll
  static void stopNode() throws Exception {
    node.stop().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static int port(Way way) {
    return node.address(way.service).orElseThrow().port();
  }

  private static LoadTls trust() throws Exception {
    return LoadTls.trusting(certificate.certificate());
  }

  private static LoadPlan.Builder plan(Way way, int port, MessageSource source) throws Exception {
    LoadTransport transport = way.hasTls() ? LoadTransport.TCP.over(trust()) : LoadTransport.TCP;
    LoadPlan.Builder plan =
        LoadPlan.to("localhost", port, source).credentials(Credentials.of("u", KEY));
    return way.isMqtt()
        ? plan.transport(way == Way.TLS ? transport : transport.webSocket())
        : plan.transport(transport).http("/ingest", 10);
  }

  private static void assertAllAnswered(LoadReport report, int connections, int messages) {
    assertThat(report.firstLoss()).isEmpty();
    assertThat(report.acknowledged()).isEqualTo(messages);
    assertThat(report.sent()).isEqualTo(messages);
    assertThat(report.faults() + report.rejected()).isZero();
    assertThat(report.ended(ConnectionEnd.DISCONNECTED)).isEqualTo(connections);
  }

  @ParameterizedTest
  @EnumSource
  void everyMessageIsAcknowledged(Way way) throws Exception {
    LoadPlan plan =
        plan(way, port(way), new NumberedReadings())
            .connections(7)
            .threads(2)
            .window(16)
            .messages(3_001)
            .build();

    assertAllAnswered(Load.run(plan, LoadListener.NONE), 7, 3_001);
  }

  @ParameterizedTest
  @EnumSource
  void answersMayComeInPieces(Way way) throws Exception {
    try (var trickle = new Trickle(port(way), 3)) {
      LoadPlan plan =
          plan(way, trickle.port(), new NumberedReadings()).connections(2).messages(100).build();

      assertAllAnswered(Load.run(plan, LoadListener.NONE), 2, 100);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "WEB_SOCKET", "WEB_SOCKET_OVER_TLS"})
  void messagesLargerThanTheSocketTakesArriveWhole(Way way) throws Exception {
    try (var trickle = new Trickle(port(way), 1000)) {
      LoadPlan plan =
          plan(way, trickle.port(), new FixedMessages(200_000)).window(8).messages(20).build();

      assertAllAnswered(Load.run(plan, LoadListener.NONE), 1, 20);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "WEB_SOCKET", "WEB_SOCKET_OVER_TLS"})
  void withoutAcknowledgementsTheServerHasReadEverything(Way way) throws Exception {
    LoadPlan plan =
        plan(way, port(way), new NumberedReadings()).connections(3).qos(0).messages(5_000).build();
    LoadReport report = Load.run(plan, LoadListener.NONE);

    assertThat(report.sent()).isEqualTo(5_000);
    assertThat(report.ended(ConnectionEnd.DISCONNECTED)).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "WEB_SOCKET_OVER_TLS", "HTTPS"})
  void whoeverIsNotTrustedGetsNothing(Way way) throws Exception {
    LoadTransport transport = LoadTransport.TCP.over(LoadTls.ofJdk());
    LoadPlan plan =
        plan(way, port(way), new NumberedReadings())
            .transport(way == Way.WEB_SOCKET_OVER_TLS ? transport.webSocket() : transport)
            .messages(1)
            .build();
    LoadReport report = Load.run(plan, LoadListener.NONE);

    assertThat(report.sent()).isZero();
    assertThat(report.ended(ConnectionEnd.UNREACHABLE)).isEqualTo(1);
    assertThat(report.firstLoss().orElseThrow()).contains("unable to find valid certification");
  }

  @Test
  void aCertificateForAnotherNameIsNotTaken() throws Exception {
    LoadPlan plan =
        plan(Way.TLS, port(Way.TLS), new NumberedReadings())
            .transport(LoadTransport.TCP.over(trust().askingFor("plant.example.test")))
            .messages(1)
            .build();
    LoadReport report = Load.run(plan, LoadListener.NONE);

    assertThat(report.ended(ConnectionEnd.UNREACHABLE)).isEqualTo(1);
    assertThat(report.firstLoss().orElseThrow()).contains("plant.example.test");
  }

  @Test
  void aPathWithoutMqttIsARefusal() throws Exception {
    LoadPlan plan =
        plan(Way.WEB_SOCKET, port(Way.WEB_SOCKET), new NumberedReadings())
            .transport(LoadTransport.TCP.webSocket("/none"))
            .connections(2)
            .messages(2)
            .build();
    LoadReport report = Load.run(plan, LoadListener.NONE);

    assertThat(report.ended(ConnectionEnd.REFUSED)).isEqualTo(2);
    assertThat(report.refused()).containsExactly(Map.entry(404, 2));
    assertThat(report.firstLoss()).hasValue("no WebSocket, but status 404");
  }

  @Test
  void aServerThatSpeaksNoTlsIsAFailure() throws Exception {
    LoadPlan plan = plan(Way.TLS, port(Way.HTTP), new NumberedReadings()).messages(1).build();
    LoadReport report = Load.run(plan, LoadListener.NONE);

    assertThat(report.ended(ConnectionEnd.UNREACHABLE)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasNotAcknowledgedWhenTheConnectionBrokeIsSentAgain(Way way) throws Exception {
    try (var trickle = new Trickle(port(way), 1000)) {
      LoadPlan plan =
          plan(way, trickle.port(), new NumberedReadings())
              .connections(3)
              .window(2)
              .messagesPerSecond(1_000)
              .messages(500)
              .afterReset(AfterReset.RECONNECT)
              .build();
      LoadReport report = Load.run(plan, new Cut(trickle));

      assertThat(report.acknowledged()).isEqualTo(500);
      assertThat(report.resets()).isPositive();
      assertThat(report.ended(ConnectionEnd.DISCONNECTED)).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"TLS", "WEB_SOCKET", "WEB_SOCKET_OVER_TLS"})
  void aRefusalOfTheSessionIsSeenThroughTheLayers(Way way) throws Exception {
    LoadPlan plan =
        plan(way, port(way), new NumberedReadings())
            .credentials(Credentials.of("u", "ing_live_" + "x".repeat(40)))
            .messages(1)
            .build();
    LoadReport report = Load.run(plan, LoadListener.NONE);

    assertThat(report.refused()).hasSize(1);
    assertThat(report.ended(ConnectionEnd.REFUSED)).isEqualTo(1);
  }

  /// Cuts the connections once something is acknowledged.
  private static final class Cut implements LoadListener {
    private final Trickle trickle;
    private boolean isDone;

    Cut(Trickle trickle) {
      this.trickle = trickle;
    }

    @Override
    public void progress(LoadProgress progress) {
      if (!isDone && progress.acknowledged() > 0) {
        isDone = true;
        trickle.cut();
      }
    }
  }
}
