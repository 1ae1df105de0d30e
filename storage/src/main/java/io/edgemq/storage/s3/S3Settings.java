package io.edgemq.storage.s3;

/// All that an S3 store is made with. Secrets are never shown.
public record S3Settings(
    S3Bucket bucket, S3Credentials credentials, S3Objects objects, S3Limits limits) {}
