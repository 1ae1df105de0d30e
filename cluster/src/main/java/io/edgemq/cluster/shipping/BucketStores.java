package io.edgemq.cluster.shipping;

import io.edgemq.cluster.directory.Destination;
import io.edgemq.storage.object.StoreCalls;
import io.edgemq.storage.s3.S3Credentials;
import io.edgemq.storage.s3.S3Limits;
import io.edgemq.storage.s3.S3ObjectStore;
import io.edgemq.storage.s3.S3Settings;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// Makes stores of destinations that are buckets, with what this node has for all of them. Any
/// thread.
///
/// @param limits times and sizes
/// @param credentials keys of this node by name; documents have the name only
/// @param calls where requests are counted
public record BucketStores(
    S3Limits limits, Map<String, S3Credentials.Keys> credentials, StoreCalls calls) {
  public BucketStores {
    credentials = Map.copyOf(credentials);
  }

  /// The same, whose requests nobody asks for.
  public BucketStores(S3Limits limits, Map<String, S3Credentials.Keys> credentials) {
    this(limits, credentials, new StoreCalls());
  }

  /// A store of a destination. Nothing is sent yet; whoever asked for it closes it.
  ///
  /// @throws IOException if this node has no credentials of the name that the destination says, or
  ///   nothing says the region
  public S3ObjectStore open(Destination.S3 destination) throws IOException {
    S3Credentials.Source source =
        destination.credentials().isPresent()
            ? keys(destination.credentials().get())
            : new S3Credentials.Environment();
    S3Credentials with =
        destination.role().<S3Credentials>map(it -> it.with(source)).orElse(source);
    return new S3ObjectStore(
        new S3Settings(destination.bucket(), with, destination.objects(), limits), calls);
  }

  private S3Credentials.Keys keys(String name) throws IOException {
    return Optional.ofNullable(credentials.get(name))
        .orElseThrow(() ->
            new IOException(
                "credentials %s are not in the configuration of this node: set".formatted(name)
                    + " edgemq.object-store.s3.credentials."
                    + name));
  }
}
