package io.edgemq.ops.node;

import io.edgemq.cluster.shipping.EndpointStores;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.s3.S3Check;
import io.edgemq.storage.s3.S3Failure;
import io.edgemq.storage.s3.S3ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after buckets while a node runs: tries the operator's at first, and again until all is
/// well, and gives up uploads that a crash has left, each day. Nothing that it finds stops the
/// node, which takes messages in while its bucket is away; but nothing is put into one that
/// replaces what is there. Blocks.
final class BucketCare {
  /// Between two looks for uploads.
  static final Duration EVERY = Duration.ofDays(1);

  /// After the first try of a bucket that is not well; then twice as long each time, up to a day,
  /// for where objects may not be deleted each try leaves one behind.
  static final Duration AGAIN = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(BucketCare.class);

  private final ObjectStore operators;
  private final EndpointStores stores;
  private final Duration abandonedAfter;
  private final InstantSource clock;
  private volatile Optional<S3Check> lastCheck = Optional.empty();
  private Duration pause = AGAIN;
  private Instant nextTry = Instant.MIN;

  /// @param operators looked after if it is a bucket
  /// @param stores whose buckets are looked after, once they are in use
  /// @param abandonedAfter age from which an upload is given up
  BucketCare(
      ObjectStore operators, EndpointStores stores, Duration abandonedAfter, InstantSource clock) {
    this.operators = operators;
    this.stores = stores;
    this.abandonedAfter = abandonedAfter;
    this.clock = clock;
  }

  /// One round. Not two at once.
  void look() {
    List<S3ObjectStore> buckets = new ArrayList<>(stores.buckets());
    if (operators instanceof S3ObjectStore bucket) {
      buckets.add(bucket);
    }
    tryAgain();
    buckets.forEach(this::giveUpUploads);
  }

  /// Tries the operator's bucket if it is time to, and it was not well before. One at a time.
  synchronized void tryAgain() {
    Instant now = clock.instant();
    if (operators instanceof S3ObjectStore bucket
        && !lastCheck.map(S3Check::isGood).orElse(false)
        && !now.isBefore(nextTry)) {
      nextTry = now.plus(pause);
      pause = pause.multipliedBy(2).compareTo(EVERY) < 0 ? pause.multipliedBy(2) : EVERY;
      S3Check check = bucket.check();
      if (!isTold(check)) {
        tell(bucket, check);
      }
      lastCheck = Optional.of(check);
    }
  }

  /// Whether it says nothing new. The text of faults has the name of an object, which is another
  /// one each time.
  private boolean isTold(S3Check check) {
    return lastCheck
        .filter(it -> !check.isGood())
        .filter(it -> it.reasons().equals(check.reasons()) && it.unsafe().equals(check.unsafe()))
        .isPresent();
  }

  /// What the operator's bucket refuses for its credentials, as of the last try. Any thread.
  Optional<String> credentialsFault() {
    return lastCheck
        .filter(it -> it.reasons().stream().anyMatch(S3Failure.Reason::isOfCredentials))
        .map(it -> String.join("; ", it.faults()));
  }

  private static void tell(S3ObjectStore bucket, S3Check check) {
    if (check.isGood()) {
      LOG.info("Object store {} does all that is needed", bucket);
    }
    check.faults().forEach(it -> LOG.error("Object store {}: {}", bucket, it));
    if (check.unsafe().isPresent()) {
      LOG.error("Nothing is put into {}; segments wait on this node's disk", bucket);
    }
  }

  private void giveUpUploads(S3ObjectStore bucket) {
    try {
      int givenUp = bucket.abortUploads(clock.instant().minus(abandonedAfter));
      if (givenUp > 0) {
        LOG.info("{} uploads that were left behind in {} are given up", givenUp, bucket);
      }
    } catch (IOException | RuntimeException e) {
      LOG.warn("Uploads left behind in {} were not given up: {}", bucket, e.toString());
    }
  }
}
