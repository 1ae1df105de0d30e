package io.edgemq.storage.s3;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where objects lie.
///
/// @param name of the bucket
/// @param prefix of all keys: empty, or ending at a `/`
/// @param region as AWS calls it; empty: what the environment says (`AWS_REGION` and the like)
/// @param endpoint of a store that is not AWS; empty: AWS
/// @param addressing whether the bucket is in the host name or in the path
/// @param checksums what guards bytes on their way
public record S3Bucket(
    String name,
    String prefix,
    Optional<String> region,
    Optional<URI> endpoint,
    Addressing addressing,
    Checksums checksums) {
  /// What a bucket may be called: the rule of S3, and underscores, which some stores allow.
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]");

  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,63}");
  private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9_=%+-][A-Za-z0-9_=%+.-]*/)*");

  /// What an endpoint may be, for messages.
  public static final String ENDPOINT_ALLOWED =
      "https://host or http://host, with a port if need be";

  private static final int PREFIX_LENGTH_MAX = 256;

  /// How requests name the bucket.
  public enum Addressing {
    /// `https://bucket.host/key`, as AWS wants it.
    HOST,
    /// `https://host/bucket/key`, as most servers of one's own want it.
    PATH
  }

  /// What guards bytes on their way; named in lower case, with `-`, in the configuration.
  public enum Checksums {
    /// CRC32C in a header of each put and part, kept by the store, and checked when objects are
    /// read. Never in a trailer.
    CRC32C,
    /// `Content-MD5` instead, for stores that refuse what they do not know.
    WHEN_REQUIRED
  }

  /// @throws IllegalArgumentException if there cannot be such a bucket; says what is wrong, the
  ///   name of the component first
  public S3Bucket {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "bucket is no name of a bucket; allowed: 3 or more lower-case letters, digits, - and .");
    }
    prefix = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    if (prefix.length() > PREFIX_LENGTH_MAX || !PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "prefix is none; allowed: names with / between them, letters, digits and _ = % + . -, none"
              + " of them with a . first, at most 256 in all");
    }
    if (region.isPresent() && !REGION.matcher(region.get()).matches()) {
      throw new IllegalArgumentException("region is none; allowed: as in eu-central-1");
    }
    if (endpoint.isPresent() && !isEndpoint(endpoint.get())) {
      throw new IllegalArgumentException("endpoint is none; allowed: " + ENDPOINT_ALLOWED);
    }
  }

  /// An endpoint as people write it.
  ///
  /// @throws IllegalArgumentException if it is none
  public static URI endpoint(String text) {
    try {
      var uri = new URI(text);
      if (isEndpoint(uri)) {
        return uri;
      }
    } catch (URISyntaxException _) {
      // none either
    }
    throw new IllegalArgumentException("endpoint is none; allowed: " + ENDPOINT_ALLOWED);
  }

  private static boolean isEndpoint(URI uri) {
    return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
        && uri.getHost() != null
        && uri.getRawUserInfo() == null
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null;
  }

  /// The same bucket, with another prefix.
  public S3Bucket withPrefix(String other) {
    return new S3Bucket(name, other, region, endpoint, addressing, checksums);
  }

  /// As people write it.
  @Override
  public String toString() {
    return "s3://" + name + "/" + prefix + endpoint.map(it -> " at " + it).orElse("");
  }
}
