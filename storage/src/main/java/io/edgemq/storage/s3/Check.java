package io.edgemq.storage.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.PutOutcome;
import io.edgemq.storage.s3.S3Failure.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// Tries what a store is used for, step by step. Used once.
final class Check {
  private static final String FOLDER = ".edgemq-check/";
  private static final ObjectContent FIRST = content("first");
  private static final ObjectContent SECOND = content("second");

  private final S3Settings settings;
  private final S3Clients clients;
  private final Requests requests;
  private final Failures failures;
  private final Creation creation;
  private final String bucket;
  private final String key;
  private final List<String> faults = new ArrayList<>();
  private final Set<Reason> reasons = EnumSet.noneOf(Reason.class);
  private @Nullable String unsafe;
  private boolean isDenied;

  Check(
      S3Settings settings,
      S3Clients clients,
      Requests requests,
      Failures failures,
      Creation creation) {
    this.settings = settings;
    this.clients = clients;
    this.requests = requests;
    this.failures = failures;
    this.creation = creation;
    bucket = settings.bucket().name();
    key = settings.bucket().prefix() + FOLDER + UUID.randomUUID();
  }

  private static ObjectContent content(String text) {
    return ObjectContent.of(text.getBytes(UTF_8), "text/plain");
  }

  /// What may go wrong in a step.
  private interface Step {
    void run() throws IOException;
  }

  S3Check run() {
    boolean isListed =
        step(
            "was not listed",
            "s3:ListBucket on the bucket",
            () -> clients.repeating().listObjectsV2(it -> it.bucket(bucket).prefix(key)));
    if ((isListed || isDenied) && step("was not put", "s3:PutObject", this::put)) {
      step("was not read", "s3:GetObject", this::read);
      step("was not put once more", "s3:PutObject", this::putAgain);
      if (settings.limits().multipartThresholdBytes().isPresent()) {
        step("was not put in parts", "s3:PutObject", this::putAgainInParts);
        step(
            "was not searched for uploads",
            "s3:ListBucketMultipartUploads on the bucket",
            () -> clients.repeating().listMultipartUploads(it -> it.bucket(bucket).prefix(key)));
      }
      step(
          "was not deleted",
          "s3:DeleteObject",
          () -> clients.repeating().deleteObject(it -> it.bucket(bucket).key(key)));
    }
    return new S3Check(faults, Optional.ofNullable(unsafe), reasons);
  }

  /// @return whether it worked
  private boolean step(String failed, String permission, Step step) {
    try {
      step.run();
      return true;
    } catch (SdkException e) {
      return failed(failures.of(new Failures.Attempt(failed, key, permission), e));
    } catch (IOException e) {
      return failed(e);
    }
  }

  private boolean failed(IOException e) {
    faults.add(String.valueOf(e.getMessage()));
    isDenied = e instanceof S3Failure failure && failure.reason() == Reason.ACCESS_DENIED;
    if (e instanceof S3Failure failure) {
      reasons.add(failure.reason());
    }
    return false;
  }

  private void put() throws IOException {
    if (!(creation.putIfAbsent(key, FIRST) instanceof PutOutcome.Created)) {
      throw new IOException("s3://%s/%s was there already".formatted(bucket, key));
    }
  }

  private void read() throws IOException {
    try (InputStream in = clients.repeating().getObject(requests.get(key))) {
      if (!Arrays.equals(in.readNBytes(FIRST.length() + 1), FIRST.bytes())) {
        throw new IOException("s3://%s/%s has other bytes than were put".formatted(bucket, key));
      }
    }
  }

  /// As [Creation] does it, but the other way round: to be refused is right.
  private void putAgain() throws IOException {
    var body = new Body(SECOND.bytes(), 0, SECOND.length());
    refused(
        sent ->
            clients
                .creating()
                .putObject(requests.put(key, SECOND, sent), body.request(SECOND.contentType())),
        "this store replaces what is there, whatever the request says (If-None-Match): what was"
            + " committed would not be safe in it. Use another store, or a later version of it");
  }

  private void putAgainInParts() throws IOException {
    PartsUpload upload = PartsUpload.begin(clients, requests, settings.limits(), key, SECOND);
    List<CompletedPart> parts = upload.send();
    refused(
        sent -> upload.complete(parts, sent),
        "this store replaces what is there when parts are put together, whatever the request says"
            + " (If-None-Match): set multipart-threshold = off, so that objects go in one request");
    step("was not given up", "s3:AbortMultipartUpload", () -> upload.abort(bucket));
  }

  private interface Request {
    void send(AtomicBoolean sent);
  }

  private void refused(Request request, String otherwise) throws IOException {
    try {
      request.send(new AtomicBoolean());
    } catch (SdkException e) {
      if (Failures.isTaken(e)) {
        return;
      }
      throw e;
    }
    if (unsafe == null) {
      unsafe = otherwise;
    }
    throw new IOException(otherwise);
  }
}
