package io.edgemq.ops.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.shipping.EndpointStores;
import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.NodeSettings.Service;
import io.edgemq.ops.settings.SettingsLoader;
import io.edgemq.storage.commit.CommitVerifier;
import io.edgemq.storage.s3.S3ObjectStore;
import io.edgemq.storage.s3.S3Server;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeWithBucketTest {
  private static final String KEY = "ing_live_" + "Abcdefghij0123456789".repeat(2);
  private static S3Server server;

  @TempDir private Path folder;

  @BeforeAll
  static void startServer() {
    server = new S3Server();
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void whatANodeWasSentIsInItsBucketWhenItHasStopped() throws Exception {
    Node node = Node.start(settings("edge"));
    HttpResponse<String> answer;
    try (HttpClient client = HttpClient.newHttpClient()) {
      answer =
          client.send(
              HttpRequest.newBuilder(
                      URI.create("http://" + node.address(Service.HTTP).orElseThrow() + "/ingest"))
                  .header("X-API-Key", KEY)
                  .POST(HttpRequest.BodyPublishers.ofString("{\"a\":1}\n{\"a\":2}"))
                  .timeout(Duration.ofSeconds(30))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
    } finally {
      node.stop().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    try (S3ObjectStore bucket = server.store("edge")) {
      CommitVerifier.Report report = new CommitVerifier(bucket).verify("", (_, _) -> {});
      assertThat(report.faults()).isEmpty();
      assertThat(report.frames()).isEqualTo(2);
    }
  }

  @Test
  void uploadsThatACrashHasLeftAreGivenUpOnceTheyAreOld() throws IOException {
    server.leaveUpload("old/a");
    Instant later = Instant.now().plus(Duration.ofHours(25));

    try (S3ObjectStore bucket = server.store("old");
        var stores =
            SegmentShipping.stores(
                settings("old"), bucket, NodeWithBucketTest::nothing, InstantSource.system())) {
      care(bucket, stores, InstantSource.system()).look();
      assertThat(bucket.requests().aborts()).as("but for that of the check").isOne();
      care(bucket, stores, InstantSource.fixed(later)).look();
      assertThat(bucket.requests().aborts()).isEqualTo(3);
      assertThat(bucket.abortUploads(later)).isZero();
    }
  }

  @Test
  void aBucketThatIsNotWellIsTriedAgainWithGrowingPauses() throws IOException {
    var away = new S3Server();
    var now = new AtomicReference<>(Instant.EPOCH);
    try (S3ObjectStore bucket = away.store("away");
        var stores =
            SegmentShipping.stores(
                settings("away"), bucket, NodeWithBucketTest::nothing, now::get)) {
      away.close();
      BucketCare care = care(bucket, stores, now::get);
      List<Integer> tried = new ArrayList<>();
      long lists = 0;
      for (int minute = 0; minute < 20; minute++) {
        now.set(Instant.EPOCH.plus(Duration.ofMinutes(minute)));
        care.tryAgain();
        if (bucket.requests().lists() > lists) {
          lists = bucket.requests().lists();
          tried.add(minute);
        }
      }

      assertThat(tried).containsExactly(0, 1, 3, 7, 15);
      assertThat(care.credentialsFault()).as("nobody refused any").isEmpty();
    }
  }

  private static BucketCare care(S3ObjectStore bucket, EndpointStores stores, InstantSource clock) {
    return new BucketCare(bucket, stores, Duration.ofHours(24), clock);
  }

  private static Directory nothing() {
    return new Directory(List.of(), List.of());
  }

  private NodeSettings settings(String prefix) {
    String text =
        "edgemq { data-dir = %s, mqtt.port = off, http.port = 0, management.port = off\n%s\n%s }"
            .formatted(
                folder,
                server.hocon(prefix),
                """
                bootstrap.tenants.acme {
                  plan = pro, endpoints.plant {}
                  keys = [ { name = device, endpoint = plant, key = %s } ]
                }
                """
                    .formatted(KEY));
    return switch (SettingsLoader.load(ConfigFactory.parseString(text), List.of())) {
      case LoadedSettings.Valid(NodeSettings settings) -> settings;
      case LoadedSettings.Faulty(List<String> faults) -> throw new AssertionError(faults);
    };
  }
}
