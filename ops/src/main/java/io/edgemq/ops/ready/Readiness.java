package io.edgemq.ops.ready;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.cluster.shipping.StoreFault;
import io.edgemq.ingest.tls.TlsContext;
import io.edgemq.storage.s3.S3Failure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Judges whether a node is ready. The operator's store counts always. A store of a tenant's own
/// counts only while no store takes anything: otherwise who breaks his own bucket would take all
/// tenants their nodes (decision 0033). Of these it is told how many there are, not which, for
/// whoever asks needs no key. Plain; any thread.
public final class Readiness {
  private static final Destination OPERATORS = new Destination.Operators();

  private final Duration commitLagMax;

  /// @param commitLagMax how long segments may wait, and stores fail
  public Readiness(Duration commitLagMax) {
    this.commitLagMax = commitLagMax;
  }

  /// All checks, always the same ones in the same order.
  public List<Check> check(Moment moment) {
    return List.of(
        cluster(moment),
        serving(moment),
        commits(moment),
        credentials(moment),
        disk(moment),
        logs(moment),
        directory(moment),
        certificates(moment));
  }

  private static Check cluster(Moment moment) {
    return new Check(
        "cluster",
        moment.member().equals(Membership.UP),
        "the node is %s".formatted(moment.member()));
  }

  private static Check serving(Moment moment) {
    boolean isServing = !moment.isStopping() && moment.stage().equals(Moment.SERVING);
    String stage = moment.isStopping() ? "stopping" : moment.stage();
    return new Check("serving", isServing, "the node is at: " + stage);
  }

  private Check commits(Moment moment) {
    Instant earliest = moment.now().minus(commitLagMax);
    Set<Destination> late =
        Stream.concat(
                moment.waits().entrySet().stream()
                    .filter(it -> it.getValue().isBefore(earliest))
                    .map(Map.Entry::getKey),
                moment.faults().entrySet().stream()
                    .filter(it -> it.getValue().since().isBefore(earliest))
                    .map(Map.Entry::getKey))
            .collect(Collectors.toSet());
    if (late.isEmpty()) {
      return new Check("commits", true, "nothing waits for too long");
    }
    boolean isAnyWorking = moment.committedAt().filter(it -> it.isAfter(earliest)).isPresent();
    boolean isOperators = late.contains(OPERATORS);
    return new Check("commits", !isOperators && isAnyWorking, late(moment, late));
  }

  private String late(Moment moment, Set<Destination> late) {
    var text = new StringBuilder();
    if (late.contains(OPERATORS)) {
      text.append("the operator's store has not taken everything for more than ")
          .append(commitLagMax.toSeconds())
          .append(" s");
      Optional.ofNullable(moment.faults().get(OPERATORS))
          .ifPresent(it ->
              text.append(", it fails since ").append(it.since()).append(": ").append(it.text()));
    }
    long others = late.stream().filter(it -> !it.equals(OPERATORS)).count();
    if (others > 0) {
      text.append(text.isEmpty() ? "" : "; ")
          .append(others)
          .append(" store(s) of tenants' own have not for as long, the log names them");
    }
    return text.toString();
  }

  private static Check credentials(Moment moment) {
    Optional<StoreFault> operators = Optional.ofNullable(moment.faults().get(OPERATORS));
    Optional<String> died = operators.filter(Readiness::isOfCredentials).map(StoreFault::text);
    Optional<String> found =
        moment.committedAt().isPresent() ? Optional.empty() : moment.bucketFault();
    Optional<String> why = died.or(() -> found);
    return why.map(it -> new Check("credentials", false, it))
        .orElse(new Check("credentials", true, "the operator's store has refused none"));
  }

  private static boolean isOfCredentials(StoreFault fault) {
    return fault.reason().filter(S3Failure.Reason::isOfCredentials).isPresent();
  }

  private static Check disk(Moment moment) {
    return new Check(
        "disk",
        moment.diskFreeBytes() >= moment.diskFreeMin(),
        "%d bytes are free, %d are kept".formatted(moment.diskFreeBytes(), moment.diskFreeMin()));
  }

  private static Check logs(Moment moment) {
    boolean isStalled = moment.logs() > 0 && moment.stalledLogs() == moment.logs();
    return new Check(
        "logs",
        !isStalled,
        "%d of %d logs cannot append".formatted(moment.stalledLogs(), moment.logs()));
  }

  private static Check directory(Moment moment) {
    return new Check(
        "directory",
        moment.isDirectoryRead(),
        moment.isDirectoryRead()
            ? "the control documents have been read"
            : "the control documents could not be read since the start");
  }

  private static Check certificates(Moment moment) {
    Set<String> expired =
        moment.expiries().stream()
            .filter(it -> !it.expiresAt().isAfter(moment.now()))
            .map(TlsContext.Expiry::file)
            .map(String::valueOf)
            .collect(Collectors.toCollection(TreeSet::new));
    return new Check(
        "certificates",
        expired.isEmpty(),
        expired.isEmpty() ? "none has expired" : "expired: " + String.join(", ", expired));
  }
}
