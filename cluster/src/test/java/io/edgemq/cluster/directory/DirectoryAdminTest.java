package io.edgemq.cluster.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.edgemq.cluster.directory.DirectoryAdmin.Outcome;
import io.edgemq.cluster.directory.LiveDirectory.Refreshed;
import io.edgemq.storage.object.MemoryObjectStore;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.PutOutcome;
import io.edgemq.storage.wal.AckLevel;
import io.edgemq.storage.wal.SealPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Documents as they are put by one and seen by a node.
class DirectoryAdminTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-23T00:00:00.123456Z"));
  private static final Plan PRO = Declarations.TERMS.capped(new Plan("pro", 10, 1));
  private static final Endpoint PLANT = new Endpoint("acme", "plant", PRO, Declarations.SEAL);
  private static final ApiKey DEVICE = key("device", Optional.of("plant"));
  private static final ApiKey ALL = key("all", Optional.empty());
  private static final Declared DECLARED =
      Declarations.of(new Directory(List.of(PLANT), List.of(DEVICE, ALL)));

  private static final String VIEW =
      """
      name: numbers
      version: 1
      format: json
      definition:
        columns:
          - { name: a, expr: { json_path: "$.a" }, type: bigint }
        output:
          format: parquet
      """;

  private final Store store = new Store();
  private final DirectoryAdmin admin = new DirectoryAdmin(DECLARED, store, CLOCK);
  private final LiveDirectory live = new LiveDirectory(DECLARED, store, CLOCK);

  @Test
  void aChangeIsTheNextVersionAndAllThatThereWasStays() throws Exception {
    assertThat(set("tenants/globex", "{\"plan\":\"pro\"}")).isEqualTo(new Outcome.Done(1));
    assertThat(set("tenants/globex", "{\"plan\":\"pro\",\"limits\":{\"qosMax\":0}}"))
        .isEqualTo(new Outcome.Done(2));

    assertThat(admin.versions(name("tenants/globex"))).containsExactly(1, 2);
    assertThat(store.text("control/tenants/globex/00000001.json"))
        .isEqualTo(
            "{\"schema\":1,\"updatedAt\":\"2026-11-23T00:00:00.123Z\",\"updatedBy\":\"ada\","
                + "\"plan\":\"pro\"}");
    assertThat(admin.read(name("tenants/globex"), 2)).endsWith("\"limits\":{\"qosMax\":0}}");
  }

  @Test
  void whatStandsForSomethingIsShownWithWhatItSays() throws Exception {
    set("endpoints/acme/lab", "{\"sealAgeMs\":5000}");
    set("endpoints/acme/gone", "{}");
    admin.remove(name("endpoints/acme/gone"), OptionalInt.empty(), "ada");

    List<DocumentName> names = admin.names(DocumentKind.ENDPOINTS);
    assertThat(names).containsExactly(name("endpoints/acme/lab"), name("endpoints/acme/plant"));
    List<DirectoryAdmin.Shown> shown =
        admin.show(
            List.of(names.get(0), names.get(1), name("endpoints/acme/gone"), name("plans/none")));
    assertThat(shown)
        .extracting(it -> it.listed().version(), it -> it.json().orElseThrow().toString())
        .containsExactly(
            tuple(1, "{\"sealAgeMs\":5000}"),
            tuple(
                0,
                "{\"outputs\":[\"segment\"],\"sealBytes\":%d,\"sealAgeMs\":%d,\"sealBytesMax\":%d,"
                        .formatted(
                            PLANT.seal().sizeBytes(),
                            PLANT.seal().age().toMillis(),
                            PLANT.seal().sizeBytesMax())
                    + "\"partitions\":1,\"ack\":\"durable\"}"));
    assertThat(admin.latest(name("endpoints/acme/gone"))).isEqualTo(2);
    assertThat(admin.latest(name("endpoints/acme/plant"))).isZero();
  }

  /// So that whoever changes something of it begins with what there is.
  @Test
  void whatIsDeclaredIsShownAsTheDocumentThatMeansTheSame() throws Exception {
    live.refresh();
    Directory before = live.get();
    for (String text : List.of("plans/pro", "tenants/acme", "endpoints/acme/plant")) {
      DirectoryAdmin.Shown shown = admin.show(List.of(name(text))).getFirst();
      assertThat(shown.listed().version()).isZero();
      assertThat(set(text, shown.json().orElseThrow().toString())).isEqualTo(new Outcome.Done(1));
    }

    live.refresh();
    assertThat(live.get().endpoint("acme", "plant")).isEqualTo(before.endpoint("acme", "plant"));
  }

  @Test
  void whoHasNotSeenTheLastVersionChangesNothing() throws Exception {
    var json = "{\"plan\":\"pro\"}".getBytes(UTF_8);
    DocumentName name = name("tenants/globex");
    assertThat(admin.set(name, json, OptionalInt.of(1), "ada")).isEqualTo(new Outcome.Conflict(0));
    assertThat(admin.set(name, json, OptionalInt.of(0), "ada")).isEqualTo(new Outcome.Done(1));
    assertThat(admin.set(name, json, OptionalInt.of(0), "bob")).isEqualTo(new Outcome.Conflict(1));
    assertThat(admin.remove(name, OptionalInt.of(0), "bob")).isEqualTo(new Outcome.Conflict(1));
    assertThat(admin.set(name, json, OptionalInt.of(1), "bob")).isEqualTo(new Outcome.Done(2));

    store.fasterOne = "control/tenants/globex/00000003.json";
    assertThat(set("tenants/globex", "{\"plan\":\"pro\"}")).isEqualTo(new Outcome.Conflict(3));
    assertThat(store.text("control/tenants/globex/00000003.json")).isEqualTo("faster");
  }

  @Test
  void aPutThatWasDoneThoughItFailedIsDone() throws Exception {
    store.fasterOne = "control/plans/tiny/00000001.json";
    store.fasterOneIsMe = true;
    assertThat(set("plans/tiny", "{\"connectionsMax\":1,\"qosMax\":0}"))
        .isEqualTo(new Outcome.Done(1));
  }

  @Test
  void aDocumentWinsWhollyOverWhatIsDeclaredUnderItsName() throws Exception {
    live.refresh();
    assertThat(live.get().endpoint("acme", "plant")).contains(PLANT);
    assertThat(
            set(
                "endpoints/acme/plant",
                "{\"outputs\":[\"segment\",\"parquet\"],\"sealAgeMs\":5000,\"ack\":\"committed\"}"))
        .isEqualTo(new Outcome.Done(1));
    assertThat(set("plans/pro", "{\"connectionsMax\":5,\"qosMax\":0}"))
        .isEqualTo(new Outcome.Done(1));
    assertThat(set("tenants/acme", "{\"plan\":\"pro\",\"limits\":{\"connectionsMax\":7}}"))
        .isEqualTo(new Outcome.Done(1));

    assertThat(live.refresh()).isEqualTo(Refreshed.CHANGED);
    Endpoint plant = live.get().endpoint("acme", "plant").orElseThrow();
    assertThat(plant.outputs()).containsOnly(Output.SEGMENT, Output.PARQUET);
    assertThat(plant.seal())
        .isEqualTo(
            new SealPolicy(
                1 << 20, Duration.ofSeconds(5), 64 << 20, Declarations.SEAL.committedAge()));
    assertThat(plant.ack()).isEqualTo(AckLevel.COMMITTED);
    assertThat(plant.plan().connectionsMax()).isEqualTo(7);
    assertThat(plant.plan().qosMax()).isZero();
    assertThat(plant.plan().messageBytesMax())
        .as("no more than the node takes")
        .isEqualTo(Declarations.TERMS.messageBytesMax());
    assertThat(live.get().keys()).containsOnly(DEVICE, ALL);
    assertThat(live.refresh()).isEqualTo(Refreshed.UNCHANGED);
  }

  @Test
  void whatIsDeclaredMayBeRemovedWithItsKeysAndComeBack() throws Exception {
    live.refresh();
    assertThat(remove("endpoints/acme/plant")).isEqualTo(new Outcome.Done(1));
    assertThat(live.refresh()).isEqualTo(Refreshed.LOST);
    assertThat(live.get().endpoint("acme", "plant")).isEmpty();
    assertThat(live.get().keys()).containsOnly(ALL);
    assertThat(remove("endpoints/acme/plant"))
        .isEqualTo(new Outcome.Refused(List.of("there is no endpoints/acme/plant")));

    assertThat(set("endpoints/acme/plant", "{}")).isEqualTo(new Outcome.Done(2));
    assertThat(live.refresh()).isEqualTo(Refreshed.CHANGED);
    assertThat(live.get().endpoint("acme", "plant")).isPresent();
    assertThat(live.get().keys()).containsOnly(DEVICE, ALL);
  }

  @Test
  void aTenantThatIsRemovedTakesItsEndpointsAndKeysAlong() throws Exception {
    set("endpoints/acme/office", "{}");
    live.refresh();
    assertThat(remove("tenants/acme")).isEqualTo(new Outcome.Done(1));
    assertThat(live.refresh()).isEqualTo(Refreshed.LOST);
    assertThat(live.get().tenants()).isEmpty();
    assertThat(live.get().keys()).isEmpty();
    assertThat(set("endpoints/acme/lab", "{}"))
        .isEqualTo(new Outcome.Refused(List.of("tenant acme was removed")));
  }

  @Test
  void whatWouldNotGoTogetherIsRefused() throws Exception {
    assertThat(refused("tenants/globex", "{\"plan\":\"gold\"}"))
        .containsOnlyOnce("control/tenants/globex: there is no plan gold; its endpoints stay");
    assertThat(refused("endpoints/globex/plant", "{}"))
        .contains("control/endpoints/globex/plant: there is no such tenant");
    assertThat(refused("endpoints/acme/a", "{\"destination\":\"lake\"}"))
        .contains("there is no destination of its name: set destinations/acme/lake");
    assertThat(
            refused(
                "endpoints/acme/a",
                "{\"outputs\":[\"segment\",\"views\"],\"views\":[\"numbers/v1\"]}"))
        .contains("view numbers/v1 is not published");
    assertThat(refused("endpoints/acme/a", "{\"sealBytes\":70000000}"))
        .contains("sealBytes 70000000 is more than sealBytesMax 67108864");
    assertThat(refused("endpoints/acme/a", "{\"sealBytes\":1000,\"sealBytesMax\":1000}"))
        .contains("sealBytesMax 1000 is out of range; allowed here: 1048676 to 1073741824");
    assertThat(
            refused("plans/p", "{\"connectionsMax\":1,\"qosMax\":0,\"messageBytesMax\":2000000}"))
        .contains("messageBytesMax is more than the nodes take; allowed here: 1048576 or less");
    assertThat(refused("plans/p", "{\"connectionsMax\":1,\"qosMax\":0,\"qosmax\":1}"))
        .isEqualTo("there is no member qosmax");
    assertThat(refused("plans/p", "{\"removed\":true}")).contains("remove the document");
    assertThat(refused("plans/p", "{\"schema\":2}")).contains("schema is not known");
    assertThat(remove("plans/pro"))
        .isInstanceOfSatisfying(
            Outcome.Refused.class,
            it ->
                assertThat(it.why()).singleElement().asString().startsWith("control/tenants/acme"));
    assertThat(remove("plans/none"))
        .isEqualTo(new Outcome.Refused(List.of("there is no plans/none")));
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void anEndpointHasTheViewsThatItsTenantHasPublished() throws Exception {
    publish("acme", "numbers", 1);
    publish("acme", "numbers", 2); // holds version 1
    var json = "{\"outputs\":[\"segment\",\"views\"],\"views\":[\"numbers/v%d\"]}";
    assertThat(refused("endpoints/acme/typed", json.formatted(2)))
        .contains("view numbers/v2 is not published");
    assertThat(set("endpoints/acme/typed", json.formatted(1))).isEqualTo(new Outcome.Done(1));
    live.refresh();
    assertThat(live.get().endpoint("acme", "typed").orElseThrow().views())
        .extracting(PublishedView::label)
        .containsExactly("numbers v1");
  }

  @Test
  void anEndpointWhoseNeedsHaveGoneStaysAsItWas() throws Exception {
    set("plans/gold", "{\"connectionsMax\":5,\"qosMax\":0}");
    set("tenants/globex", "{\"plan\":\"gold\"}");
    set("destinations/globex/lake", "{\"kind\":\"folder\",\"path\":\"/mnt/lake\"}");
    set("endpoints/globex/plant", "{\"destination\":\"lake\"}");
    live.refresh();
    Endpoint plant = live.get().endpoint("globex", "plant").orElseThrow();
    var lake = new Destination.Folder(Path.of("/mnt/lake"));
    assertThat(live.get().destination("globex", "plant")).isEqualTo(lake);
    assertThat(live.get().destination("acme", "plant")).isEqualTo(new Destination.Operators());

    store.hidden = "control/plans/gold/";
    assertThat(live.refresh()).isEqualTo(Refreshed.CHANGED);
    assertThat(live.get().endpoint("globex", "plant")).contains(plant);
    store.hidden = "control/destinations/";
    assertThat(live.refresh()).isEqualTo(Refreshed.CHANGED);
    assertThat(live.get().endpoint("globex", "plant")).contains(plant);
    assertThat(live.get().destination("globex", "plant")).isEqualTo(lake);

    var starting = new LiveDirectory(DECLARED, store, CLOCK);
    starting.refresh();
    assertThat(starting.get().endpoint("globex", "plant")).isEmpty();
    assertThat(starting.get().destination("globex", "plant"))
        .isEqualTo(new Destination.Unknown("lake"));
  }

  @Test
  void aDestinationInUseIsNotRemovedAndThatOfARemovedEndpointIsKnown() throws Exception {
    set("destinations/acme/lake", "{\"kind\":\"folder\",\"path\":\"/mnt/lake\"}");
    set("endpoints/acme/plant", "{\"destination\":\"lake\"}");
    assertThat(remove("destinations/acme/lake")).isInstanceOf(Outcome.Refused.class);

    remove("endpoints/acme/plant");
    live.refresh();
    assertThat(live.get().endpoint("acme", "plant")).isEmpty();
    assertThat(live.get().destination("acme", "plant"))
        .isEqualTo(new Destination.Folder(Path.of("/mnt/lake")));
    assertThat(remove("destinations/acme/lake")).isEqualTo(new Outcome.Done(2));
  }

  @Test
  void aVersionThatCannotBeReadLeavesTheOneBeforeAndASchemaOfTheFutureToo() throws Exception {
    set("tenants/globex", "{\"plan\":\"pro\"}");
    set("endpoints/globex/plant", "{\"sealAgeMs\":1000}");
    put("control/endpoints/globex/plant/00000002.json", "{\"schema\":2}");
    put("control/endpoints/globex/plant/00000003.json", "\u0000\u00ff");
    put("control/endpoints/globex/plant/4.json", "{\"schema\":1}");
    put("control/endpoints/globex/plant/00000000.json", "{\"schema\":1}");
    put("control/endpoints/globex/00000001.json", "{\"schema\":1}");
    put("control/endpoints/globex/UPPER/00000001.json", "{\"schema\":1}");
    put("control/others/globex/00000001.json", "{\"schema\":1}");
    put("control/endpoints/acme/plant/00000007.json", "[]");
    live.refresh();
    assertThat(live.get().endpoint("globex", "plant").orElseThrow().seal().age())
        .isEqualTo(Duration.ofSeconds(1));
    assertThat(live.get().endpoint("acme", "plant")).contains(PLANT);
    assertThat(live.get().tenants()).containsExactly("acme", "globex");
    assertThat(live.get().endpoints("globex")).hasSize(1);

    assertThat(set("endpoints/globex/plant", "{\"sealAgeMs\":2000}"))
        .isEqualTo(new Outcome.Done(4));
    live.refresh();
    assertThat(live.get().endpoint("globex", "plant").orElseThrow().seal().age())
        .isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void onlyWhatIsNewIsRead() throws Exception {
    set("tenants/globex", "{\"plan\":\"pro\"}");
    set("endpoints/globex/plant", "{}");
    new KeyDocuments(store).create(key("other", Optional.empty()), CLOCK.instant());
    live.refresh();
    store.opened.clear();
    live.refresh();
    assertThat(store.opened).isEmpty();
    set("endpoints/globex/office", "{}");
    store.opened.clear();
    store.listings = 0;
    live.refresh();
    assertThat(store.opened).containsExactly("control/endpoints/globex/office/00000001.json");
    assertThat(store.listings).isEqualTo(1);
  }

  @Test
  void whileTheStoreIsAwayWhatIsKnownStays() throws Exception {
    set("tenants/globex", "{\"plan\":\"pro\"}");
    set("endpoints/globex/plant", "{}");
    live.refresh();
    remove("endpoints/globex/plant");
    store.isAway = true;
    assertThat(live.refresh()).isEqualTo(Refreshed.UNCHANGED);
    assertThat(live.get().endpoint("globex", "plant")).isPresent();
    var starting = new LiveDirectory(DECLARED, store, CLOCK);
    assertThat(starting.refresh()).isEqualTo(Refreshed.UNCHANGED);
    assertThat(starting.get().isComplete()).isFalse();
    assertThat(starting.get().endpoint("acme", "plant")).contains(PLANT);

    store.isAway = false;
    assertThat(live.refresh()).isEqualTo(Refreshed.LOST);
    assertThat(starting.refresh()).isEqualTo(Refreshed.CHANGED);
    assertThat(starting.get().isComplete()).isTrue();
  }

  @Test
  void whatThereIsIsListedWithWhatTheConfigurationDeclares() throws Exception {
    set("tenants/globex", "{\"plan\":\"pro\"}");
    set("tenants/globex", "{\"plan\":\"pro\"}");
    remove("endpoints/acme/plant");
    put("control/plans/odd/00000003.json", "?");
    assertThat(admin.list(List.of(DocumentKind.values())))
        .extracting(it -> it.name() + " " + it.version() + " " + it.updatedBy() + " " + it.state())
        .satisfiesExactly(
            it -> assertThat(it).isEqualTo("endpoints/acme/plant 1 ada removed"),
            it -> assertThat(it).startsWith("plans/odd 3  ignored: it is no JSON"),
            it -> assertThat(it).isEqualTo("plans/pro 0  good"),
            it -> assertThat(it).isEqualTo("tenants/acme 0  good"),
            it -> assertThat(it).isEqualTo("tenants/globex 2 ada good"));
    assertThat(admin.list(List.of(DocumentKind.TENANTS))).hasSize(2);
    assertThat(admin.directory().tenants()).isEmpty();
  }

  private Outcome set(String name, String json) throws IOException {
    return admin.set(name(name), json.getBytes(UTF_8), OptionalInt.empty(), "ada");
  }

  private Outcome remove(String name) throws IOException {
    return admin.remove(name(name), OptionalInt.empty(), "ada");
  }

  private String refused(String name, String json) throws IOException {
    Outcome outcome = set(name, json);
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return String.join("\n", ((Outcome.Refused) outcome).why());
  }

  private void publish(String tenant, String view, int version) {
    put("control/views/%s/%s/v%d.yaml".formatted(tenant, view, version), VIEW);
  }

  private void put(String key, String text) {
    store.objects.putIfAbsent(key, ObjectContent.of(text.getBytes(UTF_8), "text/plain"));
  }

  private static DocumentName name(String text) {
    int slash = text.indexOf('/');
    var kind = DocumentKind.valueOf(text.substring(0, slash).toUpperCase(Locale.ROOT));
    return new DocumentName(kind, text.substring(slash + 1));
  }

  private static ApiKey key(String name, Optional<String> endpoint) {
    return new ApiKey(
        "acme", name, SecretHash.of(name.getBytes(UTF_8)), endpoint, Set.of(Scope.INGEST));
  }

  private static final class Store implements ObjectStore {
    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final List<String> opened = new ArrayList<>();
    private boolean isAway;
    private int listings;
    private String hidden = "nothing";

    /// Before it is put here, somebody else does it.
    private String fasterOne = "";

    private boolean fasterOneIsMe;

    @Override
    public PutOutcome putIfAbsent(String key, ObjectContent content) {
      if (key.equals(fasterOne)) {
        objects.putIfAbsent(
            key,
            fasterOneIsMe ? content : ObjectContent.of("faster".getBytes(UTF_8), "text/plain"));
      }
      return objects.putIfAbsent(key, content);
    }

    @Override
    public InputStream open(String key) throws IOException {
      opened.add(key);
      return objects.open(key);
    }

    @Override
    public List<String> list(String prefix) throws IOException {
      listings++;
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
