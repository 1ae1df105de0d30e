package io.edgemq.cluster.directory;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.edgemq.storage.object.MemoryObjectStore;
import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.PutOutcome;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.FishingOutcomes;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.receptionist.Receptionist;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DirectoryWatchTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Never, as far as a test is concerned.
  private static final Duration SELDOM = Duration.ofHours(1);

  private static final Declared DECLARED =
      Declarations.of(
          new Directory(
              List.of(new Endpoint("acme", "plant", new Plan("pro", 1, 1), Declarations.SEAL)),
              List.of()));

  private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.load());
  private final TestProbe<DirectoryWatch.Command> other = kit.createTestProbe();
  private final TestProbe<String> lost = kit.createTestProbe();
  private final Gate store = new Gate();
  private final LiveDirectory live = new LiveDirectory(DECLARED, store, InstantSource.system());

  @AfterEach
  void end() {
    store.permits.release(1000);
    kit.shutdownTestKit();
  }

  @Test
  void whatANodeFindsByItselfItTellsTheOthersAndWhatItWasToldItDoesNot() throws Exception {
    store.permits.release(1000);
    ActorRef<DirectoryWatch.Command> watch = start(SELDOM);
    register();

    change("{}");
    watch.tell(new DirectoryWatch.Changed());
    awaitOthers(1);
    other.expectNoMessage();
    change("{\"sealAgeMs\":1000}");
    watch.tell(new DirectoryWatch.Look());
    other.expectMessage(PATIENCE, new DirectoryWatch.Changed());
    watch.tell(new DirectoryWatch.Look());
    other.expectNoMessage();
    lost.expectNoMessage();
  }

  @Test
  void itLooksByItselfNowAndThenAndSaysWhenSomethingIsLost() throws Exception {
    store.permits.release(1000);
    start(Duration.ofMillis(20));
    new DirectoryAdmin(DECLARED, store.objects, InstantSource.system())
        .remove(new DocumentName(DocumentKind.ENDPOINTS, "acme/plant"), OptionalInt.empty(), "a");
    lost.expectMessage(PATIENCE, "lost");
    assertThat(live.get().tenants()).isEmpty();
  }

  @Test
  void howeverOftenItIsToldWhileItLooksItLooksOnceMore() {
    ActorRef<DirectoryWatch.Command> watch = start(SELDOM);
    watch.tell(new DirectoryWatch.Look());
    lost.awaitAssert(
        PATIENCE,
        () -> {
          assertThat(store.looks).hasValue(1);
          return "it looks";
        });
    for (int n = 0; n < 10; n++) {
      watch.tell(new DirectoryWatch.Changed());
    }
    store.permits.release();
    lost.awaitAssert(
        PATIENCE,
        () -> {
          assertThat(store.looks).hasValue(2);
          return "it looks once more";
        });
    store.permits.release(1000);
    lost.expectNoMessage();
    assertThat(store.looks).hasValue(2);
  }

  private ActorRef<DirectoryWatch.Command> start(Duration every) {
    return kit.spawn(DirectoryWatch.create(live, every, () -> lost.ref().tell("lost")));
  }

  /// Makes the other one known to the watch, as one of another node.
  private void register() throws Exception {
    kit.system()
        .receptionist()
        .tell(Receptionist.register(DirectoryWatch.SERVICE_KEY, other.ref()));
    TestProbe<Receptionist.Listing> listings = kit.createTestProbe();
    kit.system()
        .receptionist()
        .tell(Receptionist.subscribe(DirectoryWatch.SERVICE_KEY, listings.ref()));
    listings.fishForMessage(
        PATIENCE,
        it ->
            it.getServiceInstances(DirectoryWatch.SERVICE_KEY).size() == 2
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
  }

  private void change(String json) throws IOException {
    new DirectoryAdmin(DECLARED, store.objects, InstantSource.system())
        .set(
            new DocumentName(DocumentKind.ENDPOINTS, "acme/office"),
            json.getBytes(UTF_8),
            OptionalInt.empty(),
            "a");
  }

  private void awaitOthers(int endpoints) {
    lost.awaitAssert(
        PATIENCE,
        () -> {
          assertThat(live.get().endpoints("acme")).hasSize(1 + endpoints);
          return "it has looked";
        });
  }

  /// A store whose listings wait until they may.
  private static final class Gate implements ObjectStore {
    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final Semaphore permits = new Semaphore(0);
    private final AtomicInteger looks = new AtomicInteger();

    @Override
    public PutOutcome putIfAbsent(String key, ObjectContent content) {
      return objects.putIfAbsent(key, content);
    }

    @Override
    public InputStream open(String key) throws IOException {
      return objects.open(key);
    }

    @Override
    public List<String> list(String prefix) {
      looks.incrementAndGet();
      permits.acquireUninterruptibly();
      return objects.list(prefix);
    }
  }
}
