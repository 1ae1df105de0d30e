package io.edgemq.storage.s3;

import io.edgemq.storage.object.ObjectContent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.Tagging;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/// The requests of a store, by its settings. Keys are with the store's prefix here.
final class Requests {
  /// User metadata with the SHA-256 of the object, hex (docs/format/objects.md).
  static final String SHA256 = "sha256";

  /// Any object of that key.
  private static final String ANY = "*";

  private final String bucket;
  private final boolean isWithCrc;
  private final S3Objects objects;

  Requests(S3Settings settings) {
    bucket = settings.bucket().name();
    isWithCrc = settings.bucket().checksums() == S3Bucket.Checksums.CRC32C;
    objects = settings.objects();
  }

  /// @param sent set once the request is on its way
  PutObjectRequest put(String key, ObjectContent content, AtomicBoolean sent) {
    var body = new Body(content.bytes(), 0, content.length());
    PutObjectRequest.Builder put =
        PutObjectRequest.builder()
            .bucket(bucket)
            .key(key)
            .ifNoneMatch(ANY)
            .contentType(content.contentType())
            .contentLength((long) content.length())
            .metadata(metadata(content))
            .storageClass(objects.storageClass().orElse(null))
            .overrideConfiguration(RequestLog.noting(sent));
    if (isWithCrc) {
      put.checksumCRC32C(body.crc32c());
    } else {
      put.contentMD5(body.md5());
    }
    if (!objects.tags().isEmpty()) {
      put.tagging(tagging());
    }
    switch (objects.encryption()) {
      case S3Objects.Encryption.OfBucket() -> {}
      case S3Objects.Encryption.OfStore() -> put.serverSideEncryption(ServerSideEncryption.AES256);
      case S3Objects.Encryption.Kms(var id) ->
          put.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(id.orElse(null));
    }
    return put.build();
  }

  CreateMultipartUploadRequest create(String key, ObjectContent content) {
    CreateMultipartUploadRequest.Builder create =
        CreateMultipartUploadRequest.builder()
            .bucket(bucket)
            .key(key)
            .contentType(content.contentType())
            .metadata(metadata(content))
            .storageClass(objects.storageClass().orElse(null));
    if (isWithCrc) {
      create.checksumAlgorithm(ChecksumAlgorithm.CRC32_C);
    }
    if (!objects.tags().isEmpty()) {
      create.tagging(tagging());
    }
    switch (objects.encryption()) {
      case S3Objects.Encryption.OfBucket() -> {}
      case S3Objects.Encryption.OfStore() ->
          create.serverSideEncryption(ServerSideEncryption.AES256);
      case S3Objects.Encryption.Kms(var id) ->
          create.serverSideEncryption(ServerSideEncryption.AWS_KMS).ssekmsKeyId(id.orElse(null));
    }
    return create.build();
  }

  UploadPartRequest part(String key, String upload, int number, Body body) {
    UploadPartRequest.Builder part =
        UploadPartRequest.builder()
            .bucket(bucket)
            .key(key)
            .uploadId(upload)
            .partNumber(number)
            .contentLength((long) body.length());
    if (isWithCrc) {
      part.checksumCRC32C(body.crc32c());
    } else {
      part.contentMD5(body.md5());
    }
    return part.build();
  }

  /// @param sent set once the request is on its way
  CompleteMultipartUploadRequest complete(
      String key, String upload, List<CompletedPart> parts, AtomicBoolean sent) {
    return CompleteMultipartUploadRequest.builder()
        .bucket(bucket)
        .key(key)
        .uploadId(upload)
        .multipartUpload(it -> it.parts(parts))
        .ifNoneMatch(ANY)
        .overrideConfiguration(RequestLog.noting(sent))
        .build();
  }

  GetObjectRequest get(String key) {
    GetObjectRequest.Builder get = GetObjectRequest.builder().bucket(bucket).key(key);
    return isWithCrc ? get.checksumMode(ChecksumMode.ENABLED).build() : get.build();
  }

  private static Map<String, String> metadata(ObjectContent content) {
    var metadata = new HashMap<>(content.metadata());
    metadata.put(SHA256, content.sha256());
    return metadata;
  }

  private Tagging tagging() {
    return Tagging.builder()
        .tagSet(
            objects.tags().entrySet().stream()
                .map(it -> Tag.builder().key(it.getKey()).value(it.getValue()).build())
                .toList())
        .build();
  }
}
