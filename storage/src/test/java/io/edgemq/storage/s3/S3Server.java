package io.edgemq.storage.s3;

import io.edgemq.storage.object.StoreCalls;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;

/// An S3 server on loopback, with objects in memory: s3proxy, which honours `If-None-Match` in puts
/// and where parts are put together (decision 0029). It checks signatures and checksums.
public final class S3Server implements AutoCloseable {
  /// The bucket that there is at first.
  public static final String BUCKET = "lake";

  static final S3Credentials.Keys KEYS =
      new S3Credentials.Keys("test-access-key", "test-secret-key", Optional.empty());

  static final S3Limits LIMITS =
      new S3Limits(
          Duration.ofSeconds(5),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30),
          Duration.ofSeconds(60),
          OptionalInt.of(1 << 20),
          S3Limits.PART_BYTES_LEAST,
          2);

  private final BlobStore blobs;
  private final S3Proxy proxy;

  /// A server that serves.
  public S3Server() {
    blobs = BlobStores.create("transient", new Properties());
    proxy =
        S3Proxy.builder()
            .blobStore(blobs)
            .awsAuthentication(AuthenticationType.AWS_V4, KEYS.accessKey(), KEYS.secretKey())
            .endpoint(URI.create("http://127.0.0.1:0"))
            .stopTimeout(0)
            .build();
    try {
      proxy.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    makeBucket(BUCKET);
  }

  void makeBucket(String name) {
    blobs.createContainer(name);
  }

  /// Where it listens.
  public int port() {
    return proxy.getPort();
  }

  /// Where it is.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port());
  }

  /// What a node has to be told to have its object store there, inside `edgemq { … }`.
  public String hocon(String prefix) {
    return hocon(endpoint(), prefix);
  }

  /// The same, for a server that is reached elsewhere.
  public static String hocon(URI endpoint, String prefix) {
    return """
    object-store {
      kind = s3
      s3 {
        bucket = %s, prefix = "%s", endpoint = "%s", path-style = on
        access-key = %s, secret-key = %s
      }
    }
    """
        .formatted(BUCKET, prefix, endpoint, KEYS.accessKey(), KEYS.secretKey());
  }

  /// A store there.
  public S3ObjectStore store(String prefix) throws IOException {
    return new S3ObjectStore(settings(prefix));
  }

  /// Begins an upload in parts, which nobody goes on with.
  public void leaveUpload(String key) {
    try (var clients = new S3Clients(settings(""), new RequestLog(new StoreCalls()))) {
      clients.repeating().createMultipartUpload(it -> it.bucket(BUCKET).key(key));
    }
  }

  /// Settings of a store there.
  S3Settings settings(String prefix) {
    return settings(endpoint(), prefix, LIMITS);
  }

  static S3Settings settings(URI endpoint, String prefix, S3Limits limits) {
    return new S3Settings(
        bucket(endpoint, prefix, S3Bucket.Checksums.CRC32C), KEYS, S3Objects.PLAIN, limits);
  }

  static S3Bucket bucket(URI endpoint, String prefix, S3Bucket.Checksums checksums) {
    return new S3Bucket(
        BUCKET,
        prefix,
        Optional.empty(),
        Optional.of(endpoint),
        S3Bucket.Addressing.PATH,
        checksums);
  }

  @Override
  public void close() {
    try {
      proxy.stop();
      blobs.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
