package io.edgemq.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.ObjectStoreContract;
import io.edgemq.storage.object.PutOutcome;
import io.edgemq.storage.object.Sha256;
import io.edgemq.storage.object.StoreCalls;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

class S3ObjectStoreTest extends ObjectStoreContract {
  private static S3Server server;
  private static S3Clients others;
  private static int stores;

  private String prefix;
  private S3ObjectStore store;

  @BeforeAll
  static void startServer() {
    server = new S3Server();
    others = new S3Clients(server.settings(""), new RequestLog(new StoreCalls()));
  }

  @AfterAll
  static void stopServer() {
    others.close();
    server.close();
  }

  @BeforeEach
  void newStore() throws IOException {
    prefix = "store-" + stores++ + "/";
    store = new S3ObjectStore(server.settings(prefix));
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Override
  protected ObjectStore store() {
    return store;
  }

  @Test
  void anObjectHasItsTypeItsHashAndWhatElseIsSaidOfIt() throws IOException {
    byte[] bytes = "hello".getBytes(UTF_8);
    String sha256 = Sha256.hex(bytes, 5);
    store.putIfAbsent(
        "a/b", new ObjectContent(bytes, 5, sha256, "application/zstd", Map.of("source", "x.wal")));

    HeadObjectResponse head = head("a/b");
    assertThat(head.contentType()).isEqualTo("application/zstd");
    assertThat(head.metadata()).isEqualTo(Map.of("sha256", sha256, "source", "x.wal"));
  }

  @Test
  void aSmallObjectCostsOneRequestAndOneThatIsThereTwo() throws IOException {
    put("a", "hello");
    assertThat(store.requests()).isEqualTo(new S3Requests(1, 0, 0, 0, 0, 0, 0, 0, 0));
    put("a", "hello");
    assertThat(store.requests()).isEqualTo(new S3Requests(2, 0, 0, 0, 0, 1, 0, 0, 0));
  }

  @Test
  void aLargeObjectGoesInParts() throws IOException {
    ObjectContent content = large(1);

    assertThat(store.putIfAbsent("large", content)).isEqualTo(new PutOutcome.Created());

    assertThat(store.requests()).isEqualTo(new S3Requests(0, 1, 3, 1, 0, 0, 0, 0, 0));
    try (InputStream in = store.open("large")) {
      assertThat(Sha256.hex(in)).isEqualTo(content.sha256());
    }
    assertThat(head("large").metadata()).containsEntry("sha256", content.sha256());
    assertThat(head("large").contentType()).isEqualTo("application/zstd");
  }

  @Test
  void aLargeObjectThatIsThereStaysAndNothingIsLeftOfTheOther() throws IOException {
    ObjectContent first = large(1);
    store.putIfAbsent("large", first);

    assertThat(store.putIfAbsent("large", large(2)))
        .isEqualTo(new PutOutcome.AlreadyThere(first.sha256()));

    assertThat(uploads()).isZero();
    try (InputStream in = store.open("large")) {
      assertThat(Sha256.hex(in)).isEqualTo(first.sha256());
    }
  }

  @Test
  void ofLargeObjectsAtTheSameTimeExactlyOneIsCreated() throws Exception {
    var outcomes = new ArrayList<PutOutcome>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      var creators = new ArrayList<Callable<PutOutcome>>();
      for (int creator = 0; creator < 4; creator++) {
        ObjectContent content = large(creator);
        creators.add(() -> store.putIfAbsent("large", content));
      }
      for (Future<PutOutcome> it : executor.invokeAll(creators)) {
        outcomes.add(it.get());
      }
    }

    String winner;
    try (InputStream in = store.open("large")) {
      winner = Sha256.hex(in);
    }
    assertThat(outcomes)
        .containsOnly(new PutOutcome.Created(), new PutOutcome.AlreadyThere(winner))
        .filteredOn(PutOutcome.Created.class::isInstance)
        .hasSize(1);
    assertThat(uploads()).isZero();
  }

  @Test
  void ofAnObjectWithoutItsHashTheBytesAreRead() throws IOException {
    others
        .repeating()
        .putObject(
            it -> it.bucket(S3Server.BUCKET).key(prefix + "a"), RequestBody.fromString("theirs"));

    assertThat(put("a", "ours"))
        .isEqualTo(new PutOutcome.AlreadyThere(Sha256.hex("theirs".getBytes(UTF_8), 6)));
    assertThat(store.requests().gets()).isOne();
  }

  @Test
  void ofMoreObjectsThanAPageAllAreListed() throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
      var puts = new ArrayList<Callable<PutOutcome>>();
      for (int n = 0; n < 1_001; n++) {
        String key = "many/" + n;
        puts.add(() -> put(key, ""));
      }
      for (Future<PutOutcome> it : executor.invokeAll(puts)) {
        it.get();
      }
    }

    assertThat(store.list("many/")).hasSize(1_001).isSorted();
    assertThat(store.requests().lists()).isEqualTo(2);
    assertThat(store.list("many/", "many/500", 3))
        .containsExactly("many/501", "many/502", "many/503");
    assertThat(store.requests().lists()).isEqualTo(3);
  }

  @Test
  void whatChecksAndConsolesLeaveIsNotListed() throws IOException {
    for (String key : List.of(".edgemq-check/1", "folder/", "a/.b", "a/c")) {
      others
          .repeating()
          .putObject(it -> it.bucket(S3Server.BUCKET).key(prefix + key), RequestBody.empty());
    }

    assertThat(store.list("")).containsExactly("a/c");
    assertThat(store.list("", "", 9)).containsExactly("a/c");
    assertThat(store.folders("", "", 9)).containsExactly("a", "folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a", "a/", "a//b", "../a", "a/../b", ".a"})
  void whatIsNoKeyIsRefused(String key) {
    assertThatThrownBy(() -> put(key, "x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.open(key)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theJanitorGivesUpOldUploadsBelowThePrefixOnly() throws IOException {
    begin(prefix + "a");
    begin(prefix + "b");
    begin("elsewhere/c");
    Instant now = Instant.now();

    assertThat(store.abortUploads(now.minusSeconds(3_600))).isZero();
    assertThat(uploads()).isEqualTo(2);
    assertThat(store.abortUploads(now.plusSeconds(3_600))).isEqualTo(2);
    assertThat(uploads()).isZero();
    assertThat(uploads("elsewhere/")).isOne();
  }

  @Test
  void aCheckFindsNothingWrongAndLeavesNothing() {
    assertThat(store.check().faults()).isEmpty();

    assertThat(uploads()).isZero();
    assertThat(client().listObjectsV2(it -> it.bucket(S3Server.BUCKET).prefix(prefix)).contents())
        .isEmpty();
  }

  @Test
  void whatIsMissingIsSaidWithWhatToDo() throws IOException {
    S3Bucket there = S3Server.bucket(server.endpoint(), "", S3Bucket.Checksums.CRC32C);
    var nowhere =
        new S3Bucket(
            "nowhere", "", there.region(), there.endpoint(), there.addressing(), there.checksums());
    try (var lost =
        new S3ObjectStore(
            new S3Settings(nowhere, S3Server.KEYS, S3Objects.PLAIN, S3Server.LIMITS))) {
      assertThatThrownBy(() -> lost.putIfAbsent("a", large(1)))
          .hasMessageContaining("s3://nowhere/a was not put: 404 NoSuchBucket")
          .hasMessageContaining("make the bucket");
      assertThat(lost.check().faults())
          .singleElement()
          .asString()
          .contains("was not listed: 404 NoSuchBucket");
    }
    var wrong = new S3Credentials.Keys("test-access-key", "HIDDEN", Optional.empty());
    try (var unknown =
        new S3ObjectStore(new S3Settings(there, wrong, S3Objects.PLAIN, S3Server.LIMITS))) {
      assertThatThrownBy(() -> unknown.list(""))
          .isInstanceOfSatisfying(
              S3Failure.class,
              it -> assertThat(it.reason()).isEqualTo(S3Failure.Reason.BAD_CREDENTIALS))
          .hasMessageContaining("403 SignatureDoesNotMatch")
          .hasMessageNotContaining("HIDDEN");
    }
  }

  private static ObjectContent large(int seed) {
    var bytes = new byte[(10 << 20) + 7];
    new Random(seed).nextBytes(bytes);
    return ObjectContent.of(bytes, "application/zstd");
  }

  private static S3Client client() {
    return others.repeating();
  }

  private HeadObjectResponse head(String key) {
    return client().headObject(it -> it.bucket(S3Server.BUCKET).key(prefix + key));
  }

  private static void begin(String key) {
    client().createMultipartUpload(it -> it.bucket(S3Server.BUCKET).key(key));
  }

  private int uploads() {
    return uploads(prefix);
  }

  private static int uploads(String prefix) {
    return client()
        .listMultipartUploads(it -> it.bucket(S3Server.BUCKET).prefix(prefix))
        .uploads()
        .size();
  }
}
