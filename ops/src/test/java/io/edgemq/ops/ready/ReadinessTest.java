package io.edgemq.ops.ready;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.cluster.shipping.StoreFault;
import io.edgemq.ingest.tls.TlsContext;
import io.edgemq.storage.s3.S3Failure.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadinessTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final Duration LAG_MAX = Duration.ofMinutes(10);
  private static final Instant LATE = NOW.minus(LAG_MAX).minusSeconds(1);
  private static final Instant IN_TIME = NOW.minus(LAG_MAX).plusSeconds(1);
  private static final Destination OPERATORS = new Destination.Operators();
  private static final Destination TENANTS = new Destination.Folder(Path.of("/secret/lake"));

  private final Readiness readiness = new Readiness(LAG_MAX);

  // What a node in good order has; each test changes something.
  private String member = Membership.UP;
  private String stage = Moment.SERVING;
  private boolean isStopping;
  private Map<Destination, Instant> waits = Map.of();
  private Map<Destination, StoreFault> faults = Map.of();
  private Optional<Instant> committedAt = Optional.empty();
  private Optional<String> bucketFault = Optional.empty();
  private long freeBytes = 100;
  private int stalled;
  private boolean isDirectoryRead = true;
  private Instant expiresAt = NOW.plusSeconds(1);

  @Test
  void aNodeInGoodOrderIsReady() {
    assertThat(bad()).isEmpty();
    assertThat(checks()).extracting(Check::name).doesNotHaveDuplicates().hasSize(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"joining", "weaklyup", "leaving", "exiting", "down", "removed"})
  void oneThatIsNotUpIsNot(String status) {
    member = status;

    assertThat(bad()).containsExactly("cluster: the node is " + status);
  }

  @Test
  void oneThatDoesNotServeYetOrNoMoreIsNot() {
    stage = "starting";
    assertThat(bad()).containsExactly("serving: the node is at: starting");
    stage = "moving_logs";
    assertThat(bad()).containsExactly("serving: the node is at: moving_logs");
    isStopping = true;
    assertThat(bad()).containsExactly("serving: the node is at: stopping");
  }

  @Test
  void whatWaitsForTheOperatorsStoreForTooLongIsTold() {
    waits = Map.of(OPERATORS, IN_TIME);
    assertThat(bad()).isEmpty();
    waits = Map.of(OPERATORS, LATE);
    committedAt = Optional.of(NOW);

    assertThat(bad())
        .containsExactly(
            "commits: the operator's store has not taken everything for more than 600 s");
  }

  @Test
  void aStoreThatFailsForTooLongIsTooThoughWhatWaitsIsNew() {
    waits = Map.of(OPERATORS, IN_TIME);
    faults = Map.of(OPERATORS, fault(IN_TIME, Reason.SERVER));
    assertThat(bad()).isEmpty();
    faults = Map.of(OPERATORS, fault(LATE, Reason.SERVER));

    assertThat(bad()).singleElement().asString().contains("it fails since " + LATE, "said so");
  }

  @Test
  void aTenantsOwnStoreCountsOnlyWhileNothingElseIsCommittedAndIsNotNamed() {
    waits = Map.of(TENANTS, LATE);
    faults = Map.of(TENANTS, fault(LATE, Reason.ACCESS_DENIED));
    committedAt = Optional.of(IN_TIME);
    assertThat(bad()).isEmpty();
    assertThat(checks())
        .filteredOn(it -> it.name().equals("commits"))
        .extracting(Check::detail)
        .singleElement()
        .asString()
        .startsWith("1 store(s) of tenants' own")
        .doesNotContain("lake", "said so");

    committedAt = Optional.of(LATE);
    assertThat(bad()).singleElement().asString().startsWith("commits: 1 store(s)");
    committedAt = Optional.empty();
    assertThat(bad()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void credentialsThatAreRefusedAreToldAtOnce(Reason reason) {
    faults = Map.of(OPERATORS, fault(NOW, reason));

    assertThat(bad())
        .isEqualTo(reason.isOfCredentials() ? List.of("credentials: said so") : List.of());
  }

  @Test
  void soIsWhatTheCheckOfTheBucketFoundUntilSomethingWasCommitted() {
    bucketFault = Optional.of("allow s3:PutObject");
    assertThat(bad()).containsExactly("credentials: allow s3:PutObject");
    committedAt = Optional.of(LATE);
    assertThat(bad()).isEmpty();
  }

  @Test
  void aFullDiskIs() {
    freeBytes = 10;
    assertThat(bad()).isEmpty();
    freeBytes = 9;
    assertThat(bad()).containsExactly("disk: 9 bytes are free, 10 are kept");
  }

  @Test
  void logsThatCannotAppendAreIfTheyAreAll() {
    stalled = 1;
    assertThat(bad()).isEmpty();
    stalled = 2;
    assertThat(bad()).containsExactly("logs: 2 of 2 logs cannot append");
  }

  @Test
  void documentsThatWereNeverReadAre() {
    isDirectoryRead = false;

    assertThat(bad()).singleElement().asString().startsWith("directory: ");
  }

  @Test
  void aCertificateThatHasExpiredIs() {
    expiresAt = NOW;

    assertThat(bad()).containsExactly("certificates: expired: /server.pem");
  }

  private static StoreFault fault(Instant since, Reason reason) {
    return new StoreFault(since, "said so", Optional.of(reason));
  }

  private List<String> bad() {
    return checks().stream()
        .filter(it -> !it.isGood())
        .map(it -> it.name() + ": " + it.detail())
        .toList();
  }

  private List<Check> checks() {
    return readiness.check(
        new Moment(
            NOW,
            member,
            stage,
            isStopping,
            waits,
            faults,
            committedAt,
            bucketFault,
            freeBytes,
            10,
            2,
            stalled,
            isDirectoryRead,
            List.of(new TlsContext.Expiry(Path.of("/server.pem"), expiresAt))));
  }
}
