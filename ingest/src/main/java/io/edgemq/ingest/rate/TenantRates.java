package io.edgemq.ingest.rate;

import io.edgemq.cluster.directory.Endpoint;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;

/// The rates of a node's tenants, one for each. Any thread.
public final class TenantRates {
  private final LongSupplier nanoClock;
  private final ConcurrentMap<String, TenantRate> rates = new ConcurrentHashMap<>();

  /// @param nanoClock as [System#nanoTime]
  public TenantRates(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /// The rate of the endpoint's tenant, shared by all its endpoints. If the plan has another one
  /// than before, it starts anew.
  public TenantRate of(Endpoint endpoint) {
    var limit = endpoint.plan().rate();
    return limit.isLimited()
        ? rates.compute(
            endpoint.tenant(),
            (_, known) ->
                known != null && known.limit().equals(limit)
                    ? known
                    : new TenantRate(limit, nanoClock))
        : TenantRate.UNLIMITED;
  }
}
