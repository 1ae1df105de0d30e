package io.edgemq.ops.node;

import io.edgemq.cluster.shipping.EndpointStores;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.s3.S3Check;
import io.edgemq.storage.s3.S3ObjectStore;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after buckets while a node runs: tries the operator's at first, and again each day until
/// all is well, and gives up uploads that a crash has left, as often. Nothing that it finds stops
/// the node, which takes messages in while its bucket is away; but nothing is put into one that
/// replaces what is there. Blocks.
final class BucketCare {
  /// Between two looks for uploads.
  static final Duration EVERY = Duration.ofDays(1);

  private static final Logger LOG = LoggerFactory.getLogger(BucketCare.class);

  private final ObjectStore operators;
  private final EndpointStores stores;
  private final Duration abandonedAfter;
  private final InstantSource clock;
  private boolean isGood;

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
      isGood = isGood || isGood(bucket);
      buckets.add(bucket);
    }
    buckets.forEach(this::giveUpUploads);
  }

  private static boolean isGood(S3ObjectStore bucket) {
    S3Check check = bucket.check();
    if (check.isGood()) {
      LOG.info("Object store {} does all that is needed", bucket);
    }
    check.faults().forEach(it -> LOG.error("Object store {}: {}", bucket, it));
    if (check.unsafe().isPresent()) {
      LOG.error("Nothing is put into {}; segments wait on this node's disk", bucket);
    }
    return check.isGood();
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
