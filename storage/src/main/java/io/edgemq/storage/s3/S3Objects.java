package io.edgemq.storage.s3;

import java.util.Map;
import java.util.Optional;

/// What objects are made with.
///
/// @param encryption by the store
/// @param storageClass as S3 names it, `STANDARD_IA` say; empty: the bucket's
/// @param tags of every object, at most 10
public record S3Objects(
    Encryption encryption, Optional<String> storageClass, Map<String, String> tags) {
  private static final int TAGS_MAX = 10;
  private static final int TAG_NAME_MAX = 128;
  private static final int TAG_VALUE_MAX = 256;

  /// Nothing in particular.
  public static final S3Objects PLAIN =
      new S3Objects(new Encryption.OfBucket(), Optional.empty(), Map.of());

  /// How the store encrypts objects.
  public sealed interface Encryption {
    /// As the bucket says.
    record OfBucket() implements Encryption {}

    /// By keys of S3 (SSE-S3).
    record OfStore() implements Encryption {}

    /// By a key of KMS (SSE-KMS).
    ///
    /// @param key id, ARN or alias; empty: that of AWS for S3
    record Kms(Optional<String> key) implements Encryption {}
  }

  /// @throws IllegalArgumentException if S3 does not take such tags, says why
  public S3Objects {
    tags = Map.copyOf(tags);
    if (tags.size() > TAGS_MAX) {
      throw new IllegalArgumentException("tags are too many; allowed: " + TAGS_MAX);
    }
    tags.forEach((name, value) -> {
      if (name.isEmpty() || name.length() > TAG_NAME_MAX || value.length() > TAG_VALUE_MAX) {
        throw new IllegalArgumentException(
            "tags are too long; allowed: names of 1 to 128 characters, values of up to 256");
      }
    });
  }
}
