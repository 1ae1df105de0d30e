package io.edgemq.cluster.shipping;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.cluster.directory.Declared;
import io.edgemq.cluster.directory.Directory;
import io.edgemq.cluster.directory.DirectoryAdmin;
import io.edgemq.cluster.directory.DocumentKind;
import io.edgemq.cluster.directory.DocumentName;
import io.edgemq.cluster.directory.LiveDirectory;
import io.edgemq.cluster.directory.NodeTerms;
import io.edgemq.cluster.directory.Plan;
import io.edgemq.storage.object.MemoryObjectStore;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.PutOutcome;
import io.edgemq.storage.s3.S3Credentials;
import io.edgemq.storage.s3.S3Limits;
import io.edgemq.storage.wal.SealPolicy;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointStoresTest {
  private static final Declared DECLARED =
      new Declared(
          Map.of("pro", new Plan("pro", 1, 1)),
          Map.of(),
          new Directory(List.of(), List.of()),
          new NodeTerms(new SealPolicy(1, Duration.ofSeconds(1), 1), 1, 1, 1, _ -> true));

  private static final S3Limits LIMITS =
      new S3Limits(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          OptionalInt.empty(),
          S3Limits.PART_BYTES_LEAST,
          1);

  private final MemoryObjectStore operators = new MemoryObjectStore();
  private final LiveDirectory directory =
      new LiveDirectory(DECLARED, operators, InstantSource.system());
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final EndpointStores stores =
      new EndpointStores(
          directory,
          operators,
          new BucketStores(
              LIMITS,
              Map.of("lake-keys", new S3Credentials.Keys("AKID", "HIDDEN", Optional.empty()))),
          now::get);

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void anEndpointGoesWhereItsDestinationSaysAndOthersIntoTheOperatorsStore(@TempDir Path folder)
      throws IOException {
    assertThatThrownBy(() -> stores.of(wal("plant")))
        .isInstanceOf(IOException.class)
        .hasMessage("the control documents have not been read yet");

    set(DocumentKind.TENANTS, "acme", "{\"plan\":\"pro\"}");
    set(
        DocumentKind.DESTINATIONS,
        "acme/lake",
        "{\"kind\":\"folder\",\"path\":\"%s\"}".formatted(folder));
    set(DocumentKind.ENDPOINTS, "acme/plant", "{\"destination\":\"lake\"}");
    directory.refresh();

    assertThat(stores.of(wal("office"))).isSameAs(operators);
    var object = ObjectContent.of("x".getBytes(UTF_8), "text/plain");
    assertThat(stores.of(wal("plant")).putIfAbsent("a/b", object))
        .isInstanceOf(PutOutcome.Created.class);
    assertThat(folder.resolve("a/b")).hasContent("x");
  }

  @Test
  void whatHasADestinationThatIsNotThereGoesNowhere() {
    operators.putIfAbsent(
        "control/endpoints/acme/plant/00000001.json",
        ObjectContent.of(
            "{\"schema\":1,\"removed\":true,\"destination\":\"lake\"}".getBytes(UTF_8),
            "text/plain"));
    directory.refresh();
    assertThatThrownBy(() -> stores.of(wal("plant")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("set destinations/acme/lake");
  }

  @Test
  void aBucketHasOneStoreAsLongAsAnEndpointGoesThere() throws IOException {
    set(DocumentKind.TENANTS, "acme", "{\"plan\":\"pro\"}");
    set(DocumentKind.DESTINATIONS, "acme/lake", bucket("lake-keys", "lake"));
    set(DocumentKind.ENDPOINTS, "acme/plant", "{\"destination\":\"lake\"}");
    set(DocumentKind.ENDPOINTS, "acme/office", "{\"destination\":\"lake\"}");
    directory.refresh();

    ObjectStore lake = stores.of(wal("plant"));
    assertThat(lake).hasToString("s3://lake/edge/ at http://127.0.0.1:1");
    assertThat(stores.of(wal("office"))).isSameAs(lake);
    assertThat(stores.buckets()).hasSize(1);

    set(DocumentKind.DESTINATIONS, "acme/lake", bucket("lake-keys", "pond"));
    directory.refresh();
    assertThat(stores.of(wal("plant"))).hasToString("s3://pond/edge/ at http://127.0.0.1:1");
    assertThat(stores.buckets()).hasSize(1);

    now.set(Instant.EPOCH.plus(Duration.ofHours(1)));
    stores.of(wal("plant"));
    assertThatThrownBy(() -> lake.list(""))
        .as("once nobody can be using it")
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("is closed");
  }

  @Test
  void aBucketWhoseKeysThisNodeDoesNotHaveIsNotGuessedAt() throws IOException {
    set(DocumentKind.TENANTS, "acme", "{\"plan\":\"pro\"}");
    set(DocumentKind.DESTINATIONS, "acme/lake", bucket("other-keys", "lake"));
    set(DocumentKind.ENDPOINTS, "acme/plant", "{\"destination\":\"lake\"}");
    directory.refresh();

    assertThatThrownBy(() -> stores.of(wal("plant")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("set edgemq.object-store.s3.credentials.other-keys");
  }

  private static String bucket(String credentials, String bucket) {
    return """
    {"kind":"s3","bucket":"%s","prefix":"edge","endpoint":"http://127.0.0.1:1","pathStyle":true,
     "credentials":"%s"}
    """
        .formatted(bucket, credentials);
  }

  private void set(DocumentKind kind, String name, String json) throws IOException {
    assertThat(
            new DirectoryAdmin(DECLARED, operators, InstantSource.system())
                .set(
                    new DocumentName(kind, name), json.getBytes(UTF_8), OptionalInt.empty(), "ada"))
        .isInstanceOf(DirectoryAdmin.Outcome.Done.class);
  }

  private static WalId wal(String endpoint) {
    return new WalId("acme", endpoint, 0);
  }
}
