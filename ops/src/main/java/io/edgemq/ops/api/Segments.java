package io.edgemq.ops.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.cluster.placement.LogReport;
import io.edgemq.cluster.placement.NodeReport;
import io.edgemq.ops.recent.SegmentPages;
import io.edgemq.storage.commit.StoreOfLog;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.Receipt;
import io.edgemq.storage.wal.SegmentId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// `/v1/segments/{tenant}/{endpoint}`: what is committed of an endpoint, the newest first, and what
/// waits on disks; one segment as its commit marker has it.
public final class Segments {
  private static final int OK = 200;

  /// Each takes a request to the store.
  private static final int LIMIT_MAX = 100;

  private final StoreOfLog stores;
  private final Supplier<List<NodeReport>> reports;

  /// @param stores where the segments of endpoints are
  /// @param reports of all nodes; blocks
  public Segments(StoreOfLog stores, Supplier<List<NodeReport>> reports) {
    this.stores = stores;
    this.reports = reports;
  }

  /// Its routes.
  public List<ApiRoute> routes() {
    return List.of(
        ApiRoute.of("GET", "/v1/segments/{tenant}/{endpoint}", Access.READ, this::list),
        ApiRoute.of(
            "GET",
            "/v1/segments/{tenant}/{endpoint}/{instance}/{epoch}/{segment}",
            Access.READ,
            this::get));
  }

  private ApiAnswer list(ApiRequest request) throws ApiProblem, IOException {
    Page page = Page.of(request);
    EndpointName name = EndpointName.ofPath(request);
    ObjectStore store = name.store(stores);
    SegmentPages.Part part =
        SegmentPages.part(
            name.segments(store, request.query("instance"), page.after().orElse("")),
            Math.min(page.limit(), LIMIT_MAX));
    ObjectNode json = Page.json(part.items(), part.next());
    if (page.after().isEmpty()) {
      waiting(json.putArray("waiting"), name);
    }
    return ApiAnswer.ok(json);
  }

  /// What the nodes of the cluster have on their disks, of those among their busiest logs.
  private void waiting(ArrayNode json, EndpointName name) {
    for (NodeReport node : reports.get()) {
      for (LogReport log : node.busiest()) {
        if (log.wal().tenant().equals(name.tenant())
            && log.wal().endpoint().equals(name.endpoint())) {
          json.addObject()
              .put("node", node.node())
              .put("instance", node.instance())
              .put("partition", log.wal().partition())
              .put("epoch", log.epoch())
              .put("openBytes", log.openBytes())
              .put("waitingSegments", log.waitingSegments())
              .put("waitingBytes", log.waitingBytes());
        }
      }
    }
  }

  private ApiAnswer get(ApiRequest request) throws ApiProblem, IOException {
    EndpointName name = EndpointName.ofPath(request);
    String id =
        "%s/%s/%s"
            .formatted(
                request.path("instance"),
                withoutZeros(request.path("epoch")),
                withoutZeros(request.path("segment")));
    SegmentId segment =
        Receipt.parse("%s/%s/%s/0".formatted(name.tenant(), name.endpoint(), id))
            .map(LogPosition::segment)
            .orElseThrow(() ->
                ApiProblem.unprocessable(
                    "That is no segment; allowed: INSTANCE/[PARTITION-]EPOCH/SEGMENT"));
    Optional<byte[]> marker = SegmentPages.marker(name.store(stores), segment);
    return ApiAnswer.text(
        OK,
        ApiAnswer.JSON,
        new String(
            marker.orElseThrow(() -> ApiProblem.notFound("That segment is not committed.")),
            UTF_8));
  }

  /// Also as object keys have it.
  private static String withoutZeros(String number) {
    return number.replaceFirst("(^|-)0+(?=[1-9])", "$1");
  }
}
