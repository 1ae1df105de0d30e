package io.edgemq.multijvm;

import static io.edgemq.multijvm.RawClient.puback;
import static io.edgemq.multijvm.RawClient.publish;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/// Keys that are made and revoked on the command line while a node runs, and the limits of wrong
/// ones.
class KeysIT {
  private static final String SETTINGS =
      Tenants.SETTINGS + "edgemq.wrong-keys { at-once = 5, per-minute = 60, delay-max = 1 s }\n";

  /// A DISCONNECT of MQTT 5.0 with its reason.
  private static final String DISCONNECT_NOT_AUTHORIZED = "e0..87.*";

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir(cleanup = CleanupMode.ON_SUCCESS, factory = TargetFolder.class)
  private static Path folder;

  private static NodeFiles files;
  private static NodeProcess node;

  @BeforeAll
  static void start() throws Exception {
    files = NodeFiles.in(folder);
    node = NodeProcess.start(files, SETTINGS);
  }

  @AfterAll
  static void stop() throws Exception {
    node.terminate();
    assertThat(node.errors()).isEmpty();
    node.close();
  }

  @Test
  void aKeyIsGoodSoonAfterItWasMadeAndItsClientsAreCutOffWhenItIsRevoked() throws Exception {
    String key = key("create", "--name", "made", "--endpoint", "plant", "--topic", "sensors/#");
    assertThat(key).matches("ing_live_[A-Za-z0-9]{32}");
    Await.until("the node takes the key", () -> post(key) == 202);

    try (RawClient old = RawClient.connect(node, key, "old");
        RawClient young = RawClient.open(node);
        RawClient other = RawClient.connect(node, Tenants.KEY, "other")) {
      young.send(RawClient.connectV5("young", key));
      assertThat(young.read()).matches("20..0000.*");
      old.send(publish(1, 1, "sensors/a", "1"));
      assertThat(old.read()).isEqualTo(puback(1));

      assertThat(key("revoke", "--name", "made")).contains("is revoked");

      assertThat(old.isClosedByServer()).isTrue();
      assertThat(young.read()).matches(DISCONNECT_NOT_AUTHORIZED);
      assertThat(young.isClosedByServer()).isTrue();
      other.send(publish(1, 2, "anything", "still served"));
      assertThat(other.read()).isEqualTo(puback(2));
    }
    assertThat(post(key)).isEqualTo(401);
    assertThat(connack(key)).isEqualTo(RawClient.CONNACK_NOT_AUTHORIZED);
  }

  @Test
  void theClientsOfAKeyThatExpiresAreCutOff() throws Exception {
    String key = key("create", "--name", "brief", "--endpoint", "plant", "--expires", "5s");
    Await.until("the node takes the key", () -> post(key) == 202);
    try (RawClient client = RawClient.connect(node, key, "brief")) {
      assertThat(client.isClosedByServer()).isTrue();
    }
    assertThat(post(key)).isEqualTo(401);
  }

  @Test
  void aRevokedKeyOfTheConfigurationStaysSoWhenTheNodeStartsAgain() throws Exception {
    try (RawClient client = RawClient.connect(node, Tenants.DEPOT_KEY, "client")) {
      key("revoke", "--name", "depot");
      assertThat(client.isClosedByServer()).isTrue();
    }
    node.terminate();
    node = NodeProcess.start(files, SETTINGS);
    assertThat(connack(Tenants.DEPOT_KEY)).isEqualTo(RawClient.CONNACK_NOT_AUTHORIZED);
    assertThat(connack(Tenants.KEY)).isEqualTo(RawClient.CONNACK_ACCEPTED);
  }

  @Test
  void wrongKeysAreTooManyInTheEndAndAGoodOneIsGoodAllTheSame() throws Exception {
    String wrong = "ing_live_" + "w".repeat(32);
    List<Integer> answers = new ArrayList<>();
    Await.until(
        () -> "429 after " + answers,
        () -> {
          var several = new ArrayList<Thread>();
          for (int i = 0; i < 10; i++) {
            several.add(
                Thread.ofVirtual()
                    .start(() -> {
                      int status = postQuietly(wrong);
                      synchronized (answers) {
                        answers.add(status);
                      }
                    }));
          }
          for (Thread one : several) {
            one.join();
          }
          return answers.contains(429);
        });
    assertThat(answers).containsOnly(401, 429).contains(401);
    assertThat(connack(wrong)).isEqualTo(RawClient.CONNACK_NOT_AUTHORIZED);
    assertThat(post(Tenants.KEY)).isEqualTo(202);
    assertThat(connack(Tenants.KEY)).isEqualTo(RawClient.CONNACK_ACCEPTED);
  }

  private String connack(String key) throws Exception {
    try (RawClient client = RawClient.open(node)) {
      client.send(RawClient.connect("asks", key, 0));
      return client.read();
    }
  }

  private int postQuietly(String key) {
    try {
      return post(key);
    } catch (Exception e) {
      return -1;
    }
  }

  private int post(String key) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + node.port(Way.WS) + "/ingest");
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("X-API-Key", key)
            .timeout(Await.BOUND)
            .POST(HttpRequest.BodyPublishers.ofString("1"))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  /// Runs `edgemq admin key`, and returns what it prints.
  private String key(String command, String... arguments) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "admin",
                "key",
                command,
                "--config",
                folder.resolve("node.conf").toString(),
                "-D",
                "object-store.folder.path=" + files.objectsOfNode(),
                "--tenant",
                "acme"));
    all.addAll(List.of(arguments));
    return EdgemqProgram.run(all.toArray(String[]::new))
        .strip()
        .lines()
        .reduce("", (_, last) -> last);
  }
}
