package io.edgemq.storage.s3;

import io.edgemq.storage.object.ObjectContent;
import io.edgemq.storage.object.OutcomeUnknown;
import io.edgemq.storage.object.PutOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// Creates objects, each if there is none of its key, and finds out what became of a request whose
/// answer did not come. Any thread.
final class Creation {
  /// Of one put: where two writers are in each other's way, or a connection broke, which is often
  /// one that the store had closed for want of use. For trouble that lasts there is the queue of
  /// shipping.
  private static final int ATTEMPTS_MAX = 3;

  private final S3Settings settings;
  private final S3Clients clients;
  private final Requests requests;
  private final Failures failures;
  private final Looking looking;

  Creation(
      S3Settings settings,
      S3Clients clients,
      Requests requests,
      Failures failures,
      Looking looking) {
    this.settings = settings;
    this.clients = clients;
    this.requests = requests;
    this.failures = failures;
    this.looking = looking;
  }

  /// Finds out what is there.
  interface Looking {
    /// The SHA-256 of the object of that key, hex; empty if there is none.
    Optional<String> sha256(String key) throws IOException;
  }

  /// What became of one try.
  private sealed interface Tried {
    /// It was not there and now is.
    record Made() implements Tried {}

    /// There is one of that key, and not of this try.
    record Taken() implements Tried {}

    /// Nothing was done, because somebody else was about to do it.
    record Contended(S3Failure why) implements Tried {}

    /// Nobody knows, and then there was one: of this try, or another's.
    record There(String sha256) implements Tried {}

    /// Nobody knows, and then there was none; it may come yet.
    record Absent(S3Failure why) implements Tried {}
  }

  /// @param key with the store's prefix
  PutOutcome putIfAbsent(String key, ObjectContent content) throws IOException {
    boolean mayBeOurs = false;
    for (int attempt = 1; ; attempt++) {
      boolean isLast = attempt == ATTEMPTS_MAX;
      switch (tried(key, content)) {
        case Tried.Made() -> {
          return new PutOutcome.Created();
        }
        case Tried.There(String sha256) -> {
          return outcome(sha256, sha256.equals(content.sha256()));
        }
        case Tried.Taken() -> {
          String sha256 = sha256OfTaken(key);
          return outcome(sha256, mayBeOurs && sha256.equals(content.sha256()));
        }
        case Tried.Contended(S3Failure why) when isLast -> throw why;
        case Tried.Contended _ -> {}
        case Tried.Absent(S3Failure why) when isLast || !Failures.isBrokenConnection(why) ->
            throw why;
        case Tried.Absent _ -> mayBeOurs = true;
      }
    }
  }

  private static PutOutcome outcome(String sha256, boolean isOurs) {
    return isOurs ? new PutOutcome.Created() : new PutOutcome.AlreadyThere(sha256);
  }

  private String sha256OfTaken(String key) throws IOException {
    return looking
        .sha256(key)
        .orElseThrow(() -> new IOException(key + " was there and has been deleted meanwhile"));
  }

  private Tried tried(String key, ObjectContent content) throws IOException {
    int threshold = settings.limits().multipartThresholdBytes().orElse(Integer.MAX_VALUE);
    if (content.length() >= threshold) {
      return inParts(key, content);
    }
    var body = new Body(content.bytes(), 0, content.length());
    return tried(
        key,
        sent ->
            clients
                .creating()
                .putObject(requests.put(key, content, sent), body.request(content.contentType())));
  }

  private Tried inParts(String key, ObjectContent content) throws IOException {
    PartsUpload upload;
    try {
      upload = PartsUpload.begin(clients, requests, settings.limits(), key, content);
    } catch (SdkException e) {
      throw failure(key, e);
    }
    Tried tried;
    try {
      List<CompletedPart> parts = upload.send();
      tried = tried(key, sent -> upload.complete(parts, sent));
    } catch (SdkException e) {
      abort(upload);
      throw failure(key, e);
    } catch (S3Failure e) {
      abort(upload);
      throw e;
    }
    if (!(tried instanceof Tried.Made)) {
      abort(upload);
    }
    return tried;
  }

  /// What is not given up here, the janitor takes.
  private void abort(PartsUpload upload) {
    try {
      upload.abort(settings.bucket().name());
    } catch (SdkException _) {
      // put together after all, or the store is away
    }
  }

  /// A request that makes an object.
  private interface Request {
    /// @param sent to be set once it is on its way
    void send(AtomicBoolean sent);
  }

  /// @throws OutcomeUnknown if nobody knows, and the store cannot be asked
  /// @throws S3Failure if it has surely not been done
  private Tried tried(String key, Request request) throws IOException {
    var sent = new AtomicBoolean();
    try {
      request.send(sent);
      return new Tried.Made();
    } catch (SdkException e) {
      S3Failure why = failure(key, e);
      if (Failures.isTaken(e)) {
        return new Tried.Taken();
      }
      if (Failures.isConflict(e)) {
        return new Tried.Contended(why);
      }
      if (!sent.get() || Failures.isSurelyNotDone(e)) {
        throw why;
      }
      return lookedAt(key, why);
    }
  }

  private Tried lookedAt(String key, S3Failure why) throws OutcomeUnknown {
    try {
      return looking
          .sha256(key)
          .<Tried>map(Tried.There::new)
          .orElseGet(() -> new Tried.Absent(why));
    } catch (IOException e) {
      var unknown =
          new OutcomeUnknown(
              "nobody knows whether it was put: %s; and then: %s"
                  .formatted(why.getMessage(), e.getMessage()),
              why);
      unknown.addSuppressed(e);
      throw unknown;
    }
  }

  private S3Failure failure(String key, SdkException e) {
    return failures.of(new Failures.Attempt("was not put", key, "s3:PutObject"), e);
  }
}
