package io.edgemq.storage.wal;

import java.nio.file.Path;
import java.util.Optional;

/// Which log: an endpoint of a tenant, and the partition of it.
///
/// @param tenant a name
/// @param endpoint a name, unique within the tenant
/// @param partition 0 for all of an endpoint that is not partitioned, otherwise from 1 (decision
///   0027)
public record WalId(String tenant, String endpoint, int partition) {
  private static final int PARTITIONS_MAX = 100_000;

  public WalId {
    Names.checked("tenant", tenant);
    Names.checked("endpoint", endpoint);
    if (partition < 0 || partition >= PARTITIONS_MAX) {
      throw new IllegalArgumentException(
          "partition " + partition + " is not below " + PARTITIONS_MAX);
    }
  }

  /// The log named `tenant/endpoint/partition`, or nothing where the text has another form.
  public static Optional<WalId> parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 3
        || !Names.isName(parts[0])
        || !Names.isName(parts[1])
        || !parts[2].matches("0|[1-9][0-9]{0,4}")) {
      return Optional.empty();
    }
    return Optional.of(new WalId(parts[0], parts[1], Integer.parseInt(parts[2])));
  }

  /// The directory of this log's epochs below the root of all logs.
  Path directory(Path root) {
    return root.resolve(tenant).resolve(endpoint).resolve(Integer.toString(partition));
  }

  /// `tenant/endpoint/partition`.
  @Override
  public String toString() {
    return tenant + "/" + endpoint + "/" + partition;
  }
}
