package io.edgemq.storage.s3;

/// All that an S3 store is made with. Secrets are never shown.
public record S3Settings(
    S3Bucket bucket, S3Credentials credentials, S3Objects objects, S3Limits limits) {
  /// The same, below another prefix of the bucket.
  public S3Settings withPrefix(String prefix) {
    return new S3Settings(bucket.withPrefix(prefix), credentials, objects, limits);
  }
}
