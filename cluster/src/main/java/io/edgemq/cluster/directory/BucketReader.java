package io.edgemq.cluster.directory;

import io.edgemq.storage.s3.S3Bucket;
import io.edgemq.storage.s3.S3Credentials;
import io.edgemq.storage.s3.S3Objects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads destinations that are buckets. Secrets are not among their members: documents are read by
/// everybody who may read the operator's store.
final class BucketReader {
  private static final String SESSION = "edgemq";

  private BucketReader() {}

  static DocumentReader.Read read(Members members) {
    var bucket =
        new S3Bucket(
            members.text("bucket").orElse(""),
            members.text("prefix").orElse(""),
            members.text("region"),
            members.text("endpoint").map(S3Bucket::endpoint),
            members.flag("pathStyle").orElse(false)
                ? S3Bucket.Addressing.PATH
                : S3Bucket.Addressing.HOST,
            checksums(members));
    Optional<String> credentials =
        members.text("credentials").map(it -> DocumentReader.name(members, "credentials", it));
    Optional<String> externalId = members.text("externalId");
    String session = members.text("sessionName").orElse(SESSION);
    var sts = members.text("stsEndpoint").map(S3Bucket::endpoint);
    Optional<S3Credentials.Role> role =
        members
            .text("roleArn")
            .map(arn ->
                new S3Credentials.Role(
                    new S3Credentials.Environment(), arn, externalId, session, sts));
    if (role.isEmpty() && externalId.isPresent()) {
      throw members.wrong("externalId", "is of no use without a role", "with roleArn");
    }
    Optional<Members> tags = members.object("tags");
    var objects = new S3Objects(encryption(members), members.text("storageClass"), texts(tags));
    var others = new ArrayList<>(members.others());
    tags.ifPresent(it -> others.addAll(it.others()));
    return new DocumentReader.Read(
        new Document.OfDestination(new Destination.S3(bucket, credentials, role, objects)), others);
  }

  private static S3Bucket.Checksums checksums(Members members) {
    return switch (members.text("checksums").orElse("crc32c")) {
      case "crc32c" -> S3Bucket.Checksums.CRC32C;
      case "when-required" -> S3Bucket.Checksums.WHEN_REQUIRED;
      default -> throw members.wrong("checksums", "are unknown", "crc32c, when-required");
    };
  }

  private static S3Objects.Encryption encryption(Members members) {
    Optional<String> key = members.text("kmsKey");
    String sse = members.text("sse").orElse("none");
    if (key.isPresent() && !sse.equals("kms")) {
      throw members.wrong("kmsKey", "is of no use where sse is not kms", "with \"sse\": \"kms\"");
    }
    return switch (sse) {
      case "none" -> new S3Objects.Encryption.OfBucket();
      case "s3" -> new S3Objects.Encryption.OfStore();
      case "kms" -> new S3Objects.Encryption.Kms(key);
      default -> throw members.wrong("sse", "is unknown", "none, s3, kms");
    };
  }

  private static Map<String, String> texts(Optional<Members> members) {
    var texts = new HashMap<String, String>();
    members.ifPresent(
        it -> it.names().forEach(name -> it.text(name).ifPresent(text -> texts.put(name, text))));
    return texts;
  }
}
