package io.edgemq.cluster.directory;

import io.edgemq.storage.wal.SealPolicy;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// What a configuration declares, for tests.
final class Declarations {
  static final SealPolicy SEAL = new SealPolicy(1 << 20, Duration.ofMinutes(1), 64 << 20);

  static final NodeTerms TERMS =
      new NodeTerms(SEAL, 1 << 20, (1 << 20) + 100, 1L << 30, it -> !it.contains("?"));

  private Declarations() {}

  /// These endpoints, whose tenants have the plans that their endpoints have.
  static Declared of(Directory directory) {
    Map<String, Plan> plans = new HashMap<>();
    Map<String, TenantTerms> tenants = new HashMap<>();
    for (String tenant : directory.tenants()) {
      Plan plan = directory.endpoints(tenant).getFirst().plan();
      plans.put(plan.name(), plan);
      tenants.put(tenant, new TenantTerms(plan.name(), Limits.NONE));
    }
    return new Declared(plans, tenants, directory, TERMS);
  }
}
