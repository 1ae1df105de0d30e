package io.edgemq.ops.metrics;

import io.edgemq.ops.settings.NodeSettings.Prices;
import io.edgemq.storage.object.StoreCalls;
import io.edgemq.storage.object.StoreCalls.Operation;
import io.edgemq.storage.object.StoreCalls.Outcome;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What object stores are asked, and what that costs.
final class StoreFamilies {
  private static final double GIB = 1L << 30;
  private static final Set<Operation> OF_FOLDERS =
      EnumSet.of(Operation.PUT, Operation.GET, Operation.LIST);
  private static final Set<Operation> WRITES =
      EnumSet.of(
          Operation.PUT, Operation.CREATE_UPLOAD, Operation.UPLOAD_PART, Operation.COMPLETE_UPLOAD);
  private static final Set<Operation> READS = EnumSet.of(Operation.GET, Operation.HEAD);

  private StoreFamilies() {}

  static List<Family> of(NodeMeasures measures, Prices prices) {
    Family requests =
        Family.counter(
            "edgemq_object_store_requests_total",
            "Requests to object stores that have ended.",
            "kind",
            "operation",
            "outcome");
    Family retries =
        Family.counter(
            "edgemq_object_store_retries_total",
            "Requests to buckets that were repetitions.",
            "operation");
    Family sent =
        Family.counter(
            "edgemq_object_store_sent_bytes_total", "Bytes that were put into stores.", "kind");
    Family received =
        Family.counter(
            "edgemq_object_store_received_bytes_total", "Bytes that were read from buckets.");
    StoreCalls buckets = measures.buckets();
    count(requests, "s3", EnumSet.allOf(Operation.class), buckets);
    count(requests, "folder", OF_FOLDERS, measures.folders());
    for (Operation operation : Operation.values()) {
      retries.add(buckets.retries(operation), operation.label());
    }
    sent.add(buckets.sentBytes(), "s3").add(measures.folders().sentBytes(), "folder");
    received.add(buckets.receivedBytes());
    return List.of(requests, retries, sent, received, cost(buckets, prices));
  }

  /// Those that were OK always, so that they are there before the first; the others once there are
  /// some.
  private static void count(
      Family requests, String kind, Set<Operation> operations, StoreCalls calls) {
    for (Operation operation : operations) {
      for (Outcome outcome : Outcome.values()) {
        long count = calls.ended(operation, outcome);
        if (count > 0 || outcome == Outcome.OK) {
          requests.add(count, kind, operation.label(), outcome.label());
        }
      }
    }
  }

  private static Family cost(StoreCalls buckets, Prices prices) {
    Map<String, Double> items =
        Map.of(
            "puts", sent(buckets, WRITES) * prices.putsPer1000() / 1000,
            "lists", buckets.sent(Operation.LIST) * prices.listsPer1000() / 1000,
            "gets", sent(buckets, READS) * prices.getsPer1000() / 1000,
            "upload", buckets.sentBytes() / GIB * prices.uploadPerGib(),
            "download", buckets.receivedBytes() / GIB * prices.downloadPerGib());
    Family family =
        Family.counter(
            "edgemq_object_store_cost_dollars_total",
            "What buckets were asked, at the prices of object-store.s3.prices.",
            "item");
    items.forEach((item, dollars) -> family.add(dollars, item));
    return family;
  }

  private static long sent(StoreCalls calls, Set<Operation> operations) {
    return operations.stream().mapToLong(calls::sent).sum();
  }
}
