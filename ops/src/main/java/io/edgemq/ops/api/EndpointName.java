package io.edgemq.ops.api;

import io.edgemq.storage.commit.RecentSegments;
import io.edgemq.storage.commit.StoreOfLog;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.wal.Names;
import io.edgemq.storage.wal.WalId;
import java.io.IOException;
import java.util.Optional;

/// An endpoint whose committed data a request is about. It need not be there any more.
record EndpointName(String tenant, String endpoint) {
  /// That of a path with `{tenant}` and `{endpoint}`.
  static EndpointName ofPath(ApiRequest request) throws ApiProblem {
    return of(request.path("tenant"), request.path("endpoint"));
  }

  /// @throws ApiProblem if they are no names
  static EndpointName of(String tenant, String endpoint) throws ApiProblem {
    if (!Names.isName(tenant) || !Names.isName(endpoint)) {
      throw ApiProblem.unprocessable("tenant or endpoint is no name; allowed: " + Names.RULE);
    }
    return new EndpointName(tenant, endpoint);
  }

  /// Where its segments go now.
  ObjectStore store(StoreOfLog stores) throws IOException {
    return stores.of(new WalId(tenant, endpoint, 0));
  }

  /// Its committed segments, from the newest.
  ///
  /// @throws ApiProblem if there are too many logs
  RecentSegments segments(ObjectStore store) throws ApiProblem, IOException {
    try {
      return RecentSegments.of(store, tenant, endpoint);
    } catch (RecentSegments.TooManyLogs e) {
      throw ApiProblem.unprocessable(String.valueOf(e.getMessage()));
    }
  }

  /// Its committed segments, page by page.
  ///
  /// @param instance of the disk that wrote them; empty: of all
  /// @param place where to go on; empty: from the newest
  /// @throws ApiProblem if the place is none, or a disk has to be chosen
  RecentSegments segments(ObjectStore store, Optional<String> instance, String place)
      throws ApiProblem, IOException {
    if (instance.isPresent() && !Names.isName(instance.get())) {
      throw ApiProblem.unprocessable("instance is no name; allowed: " + Names.RULE);
    }
    try {
      return RecentSegments.from(store, tenant, endpoint, instance, place);
    } catch (IllegalArgumentException _) {
      throw ApiProblem.unprocessable("after is no cursor; allowed: next of another page");
    } catch (RecentSegments.TooManyLogs e) {
      throw ApiProblem.unprocessable("instance is missing: " + e.getMessage());
    }
  }
}
