package io.edgemq.ops.api;

import io.edgemq.ops.recent.RecentDeadLetters;
import io.edgemq.storage.commit.StoreOfLog;
import io.edgemq.storage.object.ObjectStore;
import java.io.IOException;
import java.util.List;

/// `/v1/dlq/{tenant}/{endpoint}`: the newest dead letters, and how many there are by view and
/// reason.
public final class RecentLetters {
  private final StoreOfLog stores;

  /// @param stores where the segments of endpoints are
  public RecentLetters(StoreOfLog stores) {
    this.stores = stores;
  }

  /// Its routes.
  public List<ApiRoute> routes() {
    var bounded = new OneAtATime("a list of dead letters", this::list);
    return List.of(ApiRoute.of("GET", "/v1/dlq/{tenant}/{endpoint}", Access.READ, bounded::answer));
  }

  private ApiAnswer list(ApiRequest request) throws ApiProblem, IOException {
    Page page = Page.of(request);
    EndpointName name = EndpointName.ofPath(request);
    ObjectStore store = name.store(stores);
    return ApiAnswer.ok(
        RecentDeadLetters.of(store, name.segments(store), request.query("view"), page.limit()));
  }
}
