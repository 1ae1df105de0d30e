package io.edgemq.cluster.directory;

import static io.edgemq.cluster.directory.LiveDirectory.Refreshed.CHANGED;
import static io.edgemq.cluster.directory.LiveDirectory.Refreshed.EXPIRED;
import static io.edgemq.cluster.directory.LiveDirectory.Refreshed.LOST;
import static io.edgemq.cluster.directory.LiveDirectory.Refreshed.UNCHANGED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.KeyDocuments.KeyName;
import io.edgemq.storage.object.MemoryObjectStore;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.PutOutcome;
import io.edgemq.storage.wal.SealPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveDirectoryTest {
  private static final Instant BEGIN = Instant.parse("2026-11-23T00:00:00Z");
  private static final Endpoint PLANT =
      new Endpoint(
          "acme",
          "plant",
          new Plan("pro", 10, 1),
          new SealPolicy(1 << 20, Duration.ofMinutes(1), 64 << 20));
  private static final ApiKey DECLARED = key("declared", Optional.empty(), Optional.empty());

  private final Store store = new Store();
  private final KeyDocuments documents = new KeyDocuments(store);
  private Instant now = BEGIN;
  private final LiveDirectory live =
      new LiveDirectory(
          Declarations.of(new Directory(List.of(PLANT), List.of(DECLARED))), store, () -> now);

  @Test
  void beforeTheFirstReadingThereMayBeOtherKeys() {
    assertThat(live.get().keys()).containsExactly(DECLARED);
    assertThat(live.get().isComplete()).isFalse();
    live.refresh();
    assertThat(live.get().isComplete()).isTrue();
  }

  @Test
  void aKeyIsKeptWithAllThatLimitsItAndOnlyAsItsHash() throws Exception {
    var key =
        new ApiKey(
            "acme",
            "device-7",
            secret("device-7"),
            Optional.of("plant"),
            Set.of(Scope.INGEST, Scope.METRICS),
            List.of("sensors/%c/#", "\u00fc"),
            Optional.of(BEGIN.plusSeconds(60)));
    assertThat(documents.create(key, BEGIN)).isTrue();
    assertThat(documents.create(key("device-7", Optional.empty(), Optional.empty()), BEGIN))
        .isFalse();

    assertThat(live.refresh()).isIn(UNCHANGED, CHANGED);
    assertThat(live.get().key(secret("device-7"))).contains(key);
    assertThat(store.text("control/keys/acme/device-7.json"))
        .isEqualTo(
            """
            {"version":1,"tenant":"acme","name":"device-7","sha256":"%s","endpoint":"plant",\
            "scopes":["ingest","metrics"],"topics":["sensors/%%c/#","\u00fc"],\
            "expiresAt":"2026-11-23T00:01:00Z","createdAt":"2026-11-23T00:00:00Z"}\
            """
                .formatted(secret("device-7").hex()));
  }

  @Test
  void aRevokedKeyIsGoneWhereverItCameFrom() throws Exception {
    documents.create(key("device-7", Optional.empty(), Optional.empty()), BEGIN);
    live.refresh();

    assertThat(documents.revoke(new KeyName("acme", "device-7"), BEGIN)).isTrue();
    assertThat(documents.revoke(new KeyName("acme", "device-7"), BEGIN)).isFalse();
    assertThat(live.refresh()).isIn(LOST, EXPIRED);
    assertThat(live.get().keys()).containsExactly(DECLARED);
    assertThat(live.refresh()).isIn(UNCHANGED, CHANGED);

    documents.revoke(new KeyName("acme", "declared"), BEGIN);
    assertThat(live.refresh()).isIn(LOST, EXPIRED);
    assertThat(live.get().keys()).isEmpty();
    assertThat(store.text("control/revoked/acme/declared.json"))
        .isEqualTo(
            "{\"version\":1,\"tenant\":\"acme\",\"name\":\"declared\","
                + "\"revokedAt\":\"2026-11-23T00:00:00Z\"}");
  }

  @Test
  void aKeyWhoseDocumentWasTakenAwayIsGoneUnlessAllDocumentsAre() throws Exception {
    ApiKey other = key("other", Optional.empty(), Optional.empty());
    documents.create(other, BEGIN);
    documents.create(key("device-7", Optional.empty(), Optional.empty()), BEGIN);
    live.refresh();
    store.hidden = "control/keys/acme/";
    assertThat(live.refresh()).isEqualTo(UNCHANGED);
    assertThat(live.get().keys()).hasSize(3);
    store.hidden = "control/keys/acme/device-7.json";
    assertThat(live.refresh()).isIn(LOST, EXPIRED);
    assertThat(live.get().keys()).containsExactlyInAnyOrder(DECLARED, other);
  }

  @Test
  void itIsToldWhenTheTimeOfAKeyIsOver() throws Exception {
    documents.create(expiring("first", 10), BEGIN);
    documents.create(expiring("second", 20), BEGIN);
    documents.create(expiring("past", -1), BEGIN);
    assertThat(live.refresh()).isIn(UNCHANGED, CHANGED);
    now = BEGIN.plusSeconds(9);
    assertThat(live.refresh()).isIn(UNCHANGED, CHANGED);
    now = BEGIN.plusSeconds(10);
    documents.create(expiring("third", 15), BEGIN);
    assertThat(live.refresh()).isIn(LOST, EXPIRED);
    assertThat(live.refresh()).isIn(UNCHANGED, CHANGED);
    now = BEGIN.plusSeconds(15);
    assertThat(live.refresh()).isIn(LOST, EXPIRED);
    now = BEGIN.plusSeconds(100);
    assertThat(live.refresh()).isIn(LOST, EXPIRED);
    assertThat(live.refresh()).isIn(UNCHANGED, CHANGED);
  }

  @Test
  void aClockThatIsSetBackMakesKeysExpireOnceMore() throws Exception {
    documents.create(expiring("device-7", 10), BEGIN);
    live.refresh();
    now = BEGIN.plusSeconds(86_400);
    assertThat(live.refresh()).isEqualTo(EXPIRED);
    now = BEGIN;
    assertThat(live.refresh()).isEqualTo(UNCHANGED);

    now = BEGIN.plusSeconds(10);
    assertThat(live.refresh()).isEqualTo(EXPIRED);
  }

  @Test
  void whileTheStoreCannotBeReadWhatIsKnownStaysAndTimeGoesOn() throws Exception {
    documents.create(expiring("device-7", 10), BEGIN);
    live.refresh();
    documents.revoke(new KeyName("acme", "device-7"), BEGIN);
    store.isAway = true;
    assertThat(live.refresh()).isIn(UNCHANGED, CHANGED);
    assertThat(live.get().key(secret("device-7"))).isPresent();
    now = BEGIN.plusSeconds(10);
    assertThat(live.refresh()).isIn(LOST, EXPIRED);
    assertThat(live.readAt()).contains(BEGIN);
    assertThat(live.failures()).isEqualTo(2);

    store.isAway = false;
    assertThat(live.refresh()).isIn(LOST, EXPIRED);
    assertThat(live.readAt()).contains(now);
    assertThat(live.get().key(secret("device-7"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"version\":1}",
        "{\"version\":2,\"tenant\":\"acme\",\"name\":\"bad\",\"sha256\":\"@\",\"scopes\":[],\"topics\":[]}",
        "{\"version\":1,\"tenant\":\"acme\",\"name\":\"other\",\"sha256\":\"@\",\"scopes\":[],\"topics\":[]}",
        "{\"version\":1,\"tenant\":\"acme\",\"name\":\"bad\",\"sha256\":\"00\",\"scopes\":[],\"topics\":[]}",
        "{\"version\":1,\"tenant\":\"acme\",\"name\":\"bad\",\"sha256\":\"@\",\"scopes\":[null],\"topics\":[]}",
        "{\"version\":1,\"tenant\":\"acme\",\"name\":\"bad\",\"sha256\":\"@\",\"scopes\":[\"all\"],\"topics\":[]}",
        "{\"version\":1,\"tenant\":\"acme\",\"name\":\"bad\",\"sha256\":\"@\",\"scopes\":[],\"topics\":[],\"more\":1}",
        "{\"version\":1,\"tenant\":\"acme\",\"name\":\"bad\",\"sha256\":\"@\",\"scopes\":[],\"topics\":[],\"expiresAt\":\"soon\"}",
        "{\"version\":1,\"tenant\":\"acme\",\"name\":\"bad\",\"sha256\":\"@\",\"scopes\":[],\"topics\":[],\"endpoint\":\"none\"}"
      })
  void aDocumentThatIsNoKeyIsNoneAndHarmsNoOther(String json) throws Exception {
    store.putIfAbsent(
        "control/keys/acme/bad.json",
        ObjectContent.of(json.replace("@", secret("bad").hex()).getBytes(UTF_8), "text/plain"));
    store.putIfAbsent("control/keys/stray.json", ObjectContent.of(new byte[0], "text/plain"));
    store.putIfAbsent("control/keys/acme/stray", ObjectContent.of(new byte[0], "text/plain"));
    ApiKey good = key("good", Optional.of("plant"), Optional.empty());
    documents.create(good, BEGIN);
    live.refresh();
    assertThat(live.get().keys()).containsExactlyInAnyOrder(DECLARED, good);
    live.refresh();
    assertThat(live.get().keys()).containsExactlyInAnyOrder(DECLARED, good);
  }

  @Test
  void aDocumentDoesNotReplaceAKeyThatIsThere() throws Exception {
    documents.create(
        new ApiKey("acme", "declared", secret("x"), Optional.empty(), Set.of()), BEGIN);
    documents.create(
        new ApiKey("acme", "twin", secret("declared"), Optional.empty(), Set.of()), BEGIN);
    live.refresh();
    assertThat(live.get().keys()).containsExactly(DECLARED);
  }

  private static ApiKey expiring(String name, int seconds) {
    return key(name, Optional.empty(), Optional.of(BEGIN.plusSeconds(seconds)));
  }

  private static ApiKey key(String name, Optional<String> endpoint, Optional<Instant> expiresAt) {
    return new ApiKey(
        "acme", name, secret(name), endpoint, Set.of(Scope.INGEST), Plan.ALL_TOPICS, expiresAt);
  }

  private static SecretHash secret(String key) {
    return SecretHash.of(key.getBytes(UTF_8));
  }

  private static final class Store implements ObjectStore {
    private final MemoryObjectStore objects = new MemoryObjectStore();
    private boolean isAway;
    private String hidden = "nothing";

    @Override
    public PutOutcome putIfAbsent(String key, ObjectContent content) {
      return objects.putIfAbsent(key, content);
    }

    @Override
    public InputStream open(String key) throws IOException {
      return objects.open(key);
    }

    @Override
    public List<String> list(String prefix) throws IOException {
      if (isAway) {
        throw new IOException("away");
      }
      return objects.list(prefix).stream().filter(it -> !it.startsWith(hidden)).toList();
    }

    private String text(String key) throws IOException {
      try (InputStream in = objects.open(key)) {
        return new String(in.readAllBytes(), UTF_8);
      }
    }
  }
}
