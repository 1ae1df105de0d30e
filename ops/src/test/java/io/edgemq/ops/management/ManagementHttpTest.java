package io.edgemq.ops.management;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.SettingsLoader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.Route;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The management port of a cluster of one, by real requests.
class ManagementHttpTest {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final EntityTypeKey<String> TYPE = EntityTypeKey.create(String.class, "some-type");

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private static ActorSystem<Void> system;
  private static ServerBinding binding;

  @BeforeAll
  static void start() throws Exception {
    system = newSystem();
    Cluster cluster = Cluster.get(system.classicSystem());
    var up = new CountDownLatch(1);
    cluster.registerOnMemberUp(up::countDown);
    cluster.join(cluster.selfAddress());
    assertThat(up.await(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    ClusterSharding.get(system)
        .init(Entity.of(TYPE, _ -> Behaviors.receiveMessage(_ -> Behaviors.same())));
    ClusterSharding.get(system).entityRefFor(TYPE, "x").tell("started");
    Route own = Directives.path("own", () -> Directives.complete(StatusCodes.OK, "mine"));
    binding = bound(system, 0, List.of(ClusterRoutes.of(system), own));
  }

  @AfterAll
  static void stop() throws Exception {
    terminate(system);
  }

  @Test
  void theMembersAreListed() throws Exception {
    HttpResponse<String> answer = send(get("/cluster/members"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    String self = Cluster.get(system.classicSystem()).selfAddress().toString();
    assertThat(answer.body())
        .contains(
            "\"selfNode\":\"" + self + "\"",
            "\"status\":\"Up\"",
            "\"unreachable\":[]",
            "\"leader\"");
  }

  @Test
  void aMemberIsFoundByItsAddress() throws Exception {
    String self = Cluster.get(system.classicSystem()).selfAddress().toString();

    assertThat(send(get("/cluster/members/" + self)).body())
        .contains("\"node\":\"" + self + "\"", "\"status\":\"Up\"");
    assertThat(send(get("/cluster/members/pekko://edgemq@127.0.0.1:1")).statusCode())
        .isEqualTo(404);
  }

  @Test
  void theShardsOfATypeAreListedWithTheirEntities() throws Exception {
    HttpResponse<String> answer = send(get("/cluster/shards/some-type"));
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (!answer.body().contains("\"numEntities\":1") && System.nanoTime() < deadline) {
      answer = send(get("/cluster/shards/some-type")); // waits for the shard until it answers
    }

    assertThat(answer.body()).contains("\"regions\":[{\"numEntities\":1,\"shardId\":\"");
    assertThat(send(get("/cluster/shards/no-type")).statusCode()).isEqualTo(404);
  }

  @Test
  void nothingCanBeDoneToTheCluster() throws Exception {
    String self = "/cluster/members/" + Cluster.get(system.classicSystem()).selfAddress();
    String form = "operation=down";

    assertThat(send(request(self).DELETE()).statusCode()).isEqualTo(405);
    assertThat(send(form(self).PUT(BodyPublishers.ofString(form))).statusCode()).isEqualTo(405);
    assertThat(
            send(form("/cluster/members").POST(BodyPublishers.ofString("address=x"))).statusCode())
        .isEqualTo(405);
    assertThat(send(form("/cluster").PUT(BodyPublishers.ofString(form))).statusCode())
        .isEqualTo(404);
    assertThat(send(get("/cluster/domain-events")).statusCode()).isEqualTo(404);
    assertThat(send(get("/cluster/members")).body()).contains("\"status\":\"Up\"");
  }

  @Test
  void furtherRoutesAreAskedInTheirOrder() throws Exception {
    assertThat(send(get("/own")).body()).isEqualTo("mine");
    assertThat(send(get("/")).statusCode()).isEqualTo(404);
  }

  @Test
  void pagesOfOtherServersAreRefused() throws Exception {
    HttpResponse<String> answer = send(get("/own").header("Origin", "https://evil.example"));

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.body()).doesNotContain("mine");
    assertThat(send(get("/own").header("Origin", "null")).statusCode()).isEqualTo(403);
    String host = "127.0.0.1:" + binding.localAddress().getPort();
    assertThat(send(get("/own").header("Origin", "https://" + host)).statusCode()).isEqualTo(403);
    assertThat(send(get("/own").header("Origin", "http://" + host)).body()).isEqualTo("mine");
  }

  @Test
  void whatIsTooLargeIsRefused() throws Exception {
    String longText = "x".repeat(9 << 10);

    assertThat(send(get("/own").header("X-Long", longText)).statusCode()).isEqualTo(431);
    assertThat(send(get("/" + longText)).statusCode()).isEqualTo(414);
  }

  @Test
  void itListensUntilTheSystemHasEnded() throws Exception {
    ActorSystem<Void> other = newSystem();
    InetSocketAddress address = bound(other, 0, List.of()).localAddress();

    terminate(other);

    try (var again = new ServerSocket()) {
      again.setReuseAddress(true);
      again.bind(address);
      assertThat(again.isBound()).isTrue();
    }
  }

  private static ActorSystem<Void> newSystem() {
    return switch (SettingsLoader.load(ConfigFactory.empty(), List.of())) {
      case LoadedSettings.Valid(var settings) ->
          ActorSystem.create(Behaviors.empty(), "edgemq", settings.pekkoConfig());
      case LoadedSettings.Faulty(List<String> faults) -> throw new AssertionError(faults);
    };
  }

  private static void terminate(ActorSystem<Void> system) throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private static ServerBinding bound(ActorSystem<Void> system, int port, List<Route> routes)
      throws Exception {
    String host = InetAddress.getLoopbackAddress().getHostAddress();
    Route all = Directives.concat(Directives.reject(), routes.toArray(Route[]::new)); // of nothing
    return ManagementHttp.bind(system, host, port, Optional.empty(), all)
        .toCompletableFuture()
        .get(BOUND.toSeconds(), TimeUnit.SECONDS);
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + binding.localAddress().getPort() + path));
  }

  private static HttpRequest.Builder get(String path) {
    return request(path).GET();
  }

  private static HttpRequest.Builder form(String path) {
    return request(path).header("Content-Type", "application/x-www-form-urlencoded");
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT
        .sendAsync(request.build(), BodyHandlers.ofString())
        .get(BOUND.toSeconds(), TimeUnit.SECONDS);
  }
}
