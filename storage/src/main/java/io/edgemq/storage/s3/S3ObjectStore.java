package io.edgemq.storage.s3;

import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.PutOutcome;
import io.edgemq.storage.object.Sha256;
import io.edgemq.storage.object.StoreCalls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.paginators.ListObjectsV2Iterable;

/// An object store in a bucket of S3, or of a store that speaks like it and creates objects
/// conditionally (`If-None-Match: *`; decision 0029). Small objects go in one request, large ones
/// in parts, some of them at once. Any thread; a call blocks for as long as its requests may take
/// (the call timeout of the settings, each).
///
/// Where the answer to a put does not come, or is that the store failed, the store is asked what is
/// there. An object with our SHA-256 counts as created: it is ours, or somebody has put the same
/// bytes, and nothing tells the two apart. If nothing is there the put failed; should it land
/// later, it does what was asked, for it too creates only what is absent.
public final class S3ObjectStore implements ObjectStore, AutoCloseable {
  private static final int KEY_BYTES_MAX = 1_024; // S3's rule
  private static final int LISTED_MAX = 1_000; // S3's rule, for one request
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private final S3Settings settings;
  private final RequestLog log;
  private final S3Clients clients;
  private final Requests requests;
  private final Failures failures;
  private final Creation creation;
  private volatile @Nullable String unsafe;
  private volatile boolean isClosed;

  /// A store. Nothing is sent before it is used.
  ///
  /// @throws IOException if the region is neither given nor in the environment
  public S3ObjectStore(S3Settings settings) throws IOException {
    this(settings, new StoreCalls());
  }

  /// The same, whose requests are counted with those of others.
  public S3ObjectStore(S3Settings settings, StoreCalls calls) throws IOException {
    this.settings = settings;
    log = new RequestLog(calls);
    requests = new Requests(settings);
    failures = new Failures(settings.bucket());
    try {
      clients = new S3Clients(settings, log);
    } catch (SdkException e) {
      throw new IOException(
          "%s cannot be used without its region: give it, or AWS_REGION in the environment, or an endpoint"
              .formatted(settings.bucket()),
          e);
    }
    creation = new Creation(settings, clients, requests, failures, this::sha256);
  }

  @Override
  public PutOutcome putIfAbsent(String key, ObjectContent content) throws IOException {
    String full = full(key);
    requireOpen();
    String why = unsafe;
    if (why != null) {
      throw new S3Failure(S3Failure.Reason.UNSAFE, "%s is not used: %s".formatted(this, why));
    }
    return creation.putIfAbsent(full, content);
  }

  @Override
  public InputStream open(String key) throws IOException {
    String full = full(key);
    requireOpen();
    return openFull(full);
  }

  private InputStream openFull(String key) throws IOException {
    var attempt = new Failures.Attempt("was not read", key, "s3:GetObject");
    try {
      return new ObjectStream(
          clients.repeating().getObject(requests.get(key)), e -> failures.of(attempt, e));
    } catch (SdkException e) {
      if (Failures.isNoKey(e)) {
        throw new NoSuchFileException(key);
      }
      throw failures.of(attempt, e);
    }
  }

  /// All keys below a prefix, sorted, without those that have a name with a `.` first, as checks of
  /// the store have, and those that end at a `/`, as consoles make them.
  @Override
  public List<String> list(String prefix) throws IOException {
    requireOpen();
    String full = settings.bucket().prefix() + prefix;
    var keys = new ArrayList<String>();
    try {
      for (S3Object object :
          clients
              .repeating()
              .listObjectsV2Paginator(it -> it.bucket(settings.bucket().name()).prefix(full))
              .contents()) {
        key(object).ifPresent(keys::add);
      }
    } catch (SdkException e) {
      throw notListed(full, e);
    }
    Collections.sort(keys);
    return List.copyOf(keys);
  }

  /// As [#list(String)] has them.
  @Override
  public List<String> list(String prefix, String after, int max) throws IOException {
    requireOpen();
    String full = settings.bucket().prefix() + prefix;
    String from = settings.bucket().prefix() + after;
    var keys = new ArrayList<String>();
    try {
      for (ListObjectsV2Response page : pages(full, from, max, null)) {
        for (S3Object object : page.contents()) {
          key(object).ifPresent(keys::add);
        }
        if (keys.size() >= max) {
          break;
        }
      }
    } catch (SdkException e) {
      throw notListed(full, e);
    }
    return keys.stream().limit(max).toList();
  }

  @Override
  public List<String> folders(String prefix, String after, int max) throws IOException {
    requireOpen();
    String full = settings.bucket().prefix() + prefix;
    // Behind all that is in a folder: 0 follows upon the /.
    String from = after.isEmpty() ? full : full + after + "0";
    var folders = new ArrayList<String>();
    try {
      for (ListObjectsV2Response page : pages(full, from, max, "/")) {
        for (CommonPrefix folder : page.commonPrefixes()) {
          String name = folder.prefix().substring(full.length(), folder.prefix().length() - 1);
          if (!name.isEmpty() && !name.startsWith(".")) {
            folders.add(name);
          }
        }
        if (folders.size() >= max) {
          break;
        }
      }
    } catch (SdkException e) {
      throw notListed(full, e);
    }
    return folders.stream().limit(max).toList();
  }

  /// Further pages are asked for as they are wanted.
  private ListObjectsV2Iterable pages(
      String full, String after, int max, @Nullable String delimiter) {
    return clients
        .repeating()
        .listObjectsV2Paginator(it ->
            it.bucket(settings.bucket().name())
                .prefix(full)
                .startAfter(after.isEmpty() ? null : after)
                .delimiter(delimiter)
                .maxKeys(Math.min(max, LISTED_MAX)));
  }

  /// The key of an object that is one of ours.
  private Optional<String> key(S3Object object) {
    String key = object.key().substring(settings.bucket().prefix().length());
    return key.endsWith("/") || key.startsWith(".") || key.contains("/.")
        ? Optional.empty()
        : Optional.of(key);
  }

  private IOException notListed(String prefix, SdkException e) {
    return failures.of(
        new Failures.Attempt("was not listed", prefix, "s3:ListBucket on the bucket"), e);
  }

  /// Gives up multipart uploads below the store's prefix that were begun before a time and neither
  /// put together nor given up: a process that died has left them, and they are paid for. Any
  /// number of processes may do it at once.
  ///
  /// @return how many
  public int abortUploads(Instant begunBefore) throws IOException {
    requireOpen();
    String bucket = settings.bucket().name();
    String prefix = settings.bucket().prefix();
    int aborted = 0;
    try {
      for (MultipartUpload upload :
          clients
              .repeating()
              .listMultipartUploadsPaginator(it -> it.bucket(bucket).prefix(prefix))
              .uploads()) {
        if (upload.initiated().isBefore(begunBefore)) {
          clients
              .repeating()
              .abortMultipartUpload(
                  it -> it.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
          aborted++;
        }
      }
      return aborted;
    } catch (SdkException e) {
      throw failures.of(
          new Failures.Attempt(
              "was not searched for uploads left behind",
              prefix,
              "s3:ListBucketMultipartUploads on the bucket, and s3:AbortMultipartUpload"),
          e);
    }
  }

  /// Tries all that the store is used for, with a small object below `.edgemq-check/` that is
  /// deleted again. A store that replaces what is there is not put into any more by this object.
  public S3Check check() {
    S3Check found = new Check(settings, clients, requests, failures, creation).run();
    unsafe = found.unsafe().orElse(null);
    return found;
  }

  /// Requests until now, of all stores that are counted together.
  public S3Requests requests() {
    return log.requests();
  }

  /// Ends requests that are under way, and gives connections back.
  @Override
  public void close() {
    isClosed = true;
    clients.close();
  }

  private void requireOpen() throws IOException {
    if (isClosed) {
      throw new IOException(this + " is closed");
    }
  }

  /// Where it is.
  @Override
  public String toString() {
    return settings.bucket().toString();
  }

  private String full(String key) {
    String full = settings.bucket().prefix() + key;
    boolean isKey =
        !key.isEmpty()
            && !key.startsWith("/")
            && !key.endsWith("/")
            && !key.contains("//")
            && !key.startsWith(".")
            && !key.contains("/.")
            && full.getBytes(StandardCharsets.UTF_8).length <= KEY_BYTES_MAX;
    if (!isKey) {
      throw new IllegalArgumentException("'" + key + "' is no object key");
    }
    return full;
  }

  private Optional<String> sha256(String key) throws IOException {
    Map<String, String> metadata;
    try {
      metadata =
          clients
              .repeating()
              .headObject(it -> it.bucket(settings.bucket().name()).key(key))
              .metadata();
    } catch (SdkException e) {
      if (Failures.isNoKey(e)) {
        return Optional.empty();
      }
      throw failures.of(
          new Failures.Attempt(
              "was not looked at", key, "s3:GetObject, and s3:ListBucket on the bucket,"),
          e);
    }
    String noted = metadata.getOrDefault(Requests.SHA256, "");
    if (SHA256.matcher(noted).matches()) {
      return Optional.of(noted);
    }
    try (InputStream in = openFull(key)) {
      return Optional.of(Sha256.hex(in));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }
}
