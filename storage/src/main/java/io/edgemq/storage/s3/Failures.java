package io.edgemq.storage.s3;

import io.edgemq.storage.s3.S3Failure.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Makes of what the SDK throws what people can do something about. Error codes are those of S3 and
/// STS ("Error responses" in the S3 API reference).
final class Failures {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_IMPLEMENTED = 501;
  private static final int SERVER_ERRORS = 500;

  /// An upload that is gone may have been put together by a request whose answer was lost.
  private static final String NO_UPLOAD = "NoSuchUpload";

  private static final int DETAIL_LENGTH_MAX = 300;
  private static final int CAUSES_MAX = 20;

  private final S3Bucket bucket;

  Failures(S3Bucket bucket) {
    this.bucket = bucket;
  }

  /// What somebody tried.
  ///
  /// @param verb "was not put", say
  /// @param key of the object with the store's prefix, or a prefix
  /// @param permission that it takes, `s3:PutObject` say
  record Attempt(String verb, String key, String permission) {}

  S3Failure of(Attempt attempt, SdkException e) {
    Reason reason = reason(e);
    return new S3Failure(
        reason,
        "s3://%s/%s %s: %s; %s"
            .formatted(
                bucket.name(), attempt.key(), attempt.verb(), said(e), advice(reason, attempt, e)),
        e);
  }

  /// Whether the store has surely not begun with it.
  static boolean isSurelyNotDone(SdkException e) {
    return e instanceof AwsServiceException service
        ? !(service instanceof S3Exception)
            || (service.statusCode() < SERVER_ERRORS && !code(service).equals(NO_UPLOAD))
            || service.statusCode() == NOT_IMPLEMENTED
        : causes(e)
            .anyMatch(it ->
                it instanceof ConnectException
                    || it instanceof UnknownHostException
                    || it instanceof NoRouteToHostException);
  }

  /// Whether a connection broke: often one that the store had closed for want of use.
  static boolean isBrokenConnection(S3Failure failure) {
    return failure.reason() == Reason.CONNECTION;
  }

  /// Whether an object of the key is there already.
  static boolean isTaken(SdkException e) {
    return e instanceof S3Exception service && service.statusCode() == PRECONDITION_FAILED;
  }

  /// Whether somebody else is at the same key at the same time.
  static boolean isConflict(SdkException e) {
    return e instanceof S3Exception service && service.statusCode() == CONFLICT;
  }

  /// Whether there is no object of the key. To a look without an answer's body that is all that the
  /// store says.
  static boolean isNoKey(SdkException e) {
    return e instanceof NoSuchKeyException
        || (e instanceof S3Exception service
            && service.statusCode() == NOT_FOUND
            && code(service).isEmpty());
  }

  private static Reason reason(SdkException e) {
    return e instanceof AwsServiceException service ? reason(service) : reasonHere(e);
  }

  private static Reason reason(AwsServiceException e) {
    if (!(e instanceof S3Exception)) {
      return Reason.NO_ROLE;
    }
    String code = code(e);
    if (code.startsWith("KMS.") || (isDenied(e) && detail(e).contains("kms:"))) {
      return Reason.ENCRYPTION_KEY;
    }
    return switch (code) {
      case "InvalidAccessKeyId",
          "SignatureDoesNotMatch",
          "ExpiredToken",
          "TokenRefreshRequired",
          "InvalidToken" ->
          Reason.BAD_CREDENTIALS;
      case "RequestTimeTooSkewed" -> Reason.CLOCK;
      case "NoSuchBucket" -> Reason.NO_BUCKET;
      case "PermanentRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException" ->
          Reason.REGION;
      case "SlowDown", "Throttling", "TooManyRequests", "RequestLimitExceeded" -> Reason.THROTTLED;
      case "RequestTimeout" -> Reason.TIMEOUT;
      default -> byStatus(e);
    };
  }

  private static Reason byStatus(AwsServiceException e) {
    return switch (e.statusCode()) {
      case 401, 403 -> Reason.ACCESS_DENIED;
      case 301, 307, 308 -> Reason.REGION;
      case 400 -> bucketRegion(e).isPresent() ? Reason.REGION : Reason.OTHER;
      case 429, 503 -> Reason.THROTTLED;
      case 501 -> Reason.UNSUPPORTED;
      default -> e.statusCode() >= SERVER_ERRORS ? Reason.SERVER : Reason.OTHER;
    };
  }

  private static boolean isDenied(AwsServiceException e) {
    return e.statusCode() == 403;
  }

  private static Reason reasonHere(SdkException e) {
    String message = String.valueOf(e.getMessage());
    if (message.contains("Unable to load credentials")) {
      return Reason.NO_CREDENTIALS;
    }
    if (e instanceof ApiCallTimeoutException
        || e instanceof ApiCallAttemptTimeoutException
        || causes(e).anyMatch(SocketTimeoutException.class::isInstance)) {
      return Reason.TIMEOUT;
    }
    return causes(e).anyMatch(IOException.class::isInstance) ? Reason.CONNECTION : Reason.OTHER;
  }

  private String advice(Reason reason, Attempt attempt, SdkException e) {
    return switch (reason) {
      case ACCESS_DENIED -> "allow " + attempt.permission() + " there to these credentials";
      case NO_CREDENTIALS ->
          "there are no credentials: give an access key and a secret key, a role, or what the AWS"
              + " environment variables say";
      case NO_ROLE ->
          "let these credentials assume the role (sts:AssumeRole, in its trust policy too, with the"
              + " external id if it has one)";
      case BAD_CREDENTIALS ->
          code((AwsServiceException) e).contains("Token")
              ? "the credentials have expired or are not whole: fetch new ones"
              : "the access key is not known to this store, or the secret key is another's";
      case CLOCK -> "set the clock of this machine; let NTP keep it";
      case NO_BUCKET -> "make the bucket, or correct its name, region or endpoint";
      case REGION ->
          bucketRegion(e)
              .map(it -> "the bucket is in region " + it + ": set that")
              .orElse("the bucket is in another region: set that");
      case ENCRYPTION_KEY ->
          "allow kms:GenerateDataKey and kms:Decrypt on the key to these credentials, and see that it"
              + " is enabled and in the bucket's region";
      case THROTTLED -> "the store wants fewer requests; it is tried again later";
      case SERVER -> "the store failed; it is tried again later";
      case UNSUPPORTED ->
          "the store does not know a header of ours: try checksums when-required, no encryption, no"
              + " tags";
      case TIMEOUT -> "no answer in time; it is tried again later";
      case CONNECTION ->
          causes(e).anyMatch(SSLException.class::isInstance)
              ? "TLS failed: see that the endpoint's certificate is good here, and that it speaks TLS"
              : "see that the endpoint can be reached from here; it is tried again later";
      case UNSAFE, OTHER -> "see what the store's documentation says about it";
    };
  }

  private static String said(SdkException e) {
    if (!(e instanceof AwsServiceException service)) {
      Throwable last = causes(e).reduce((_, next) -> next).orElse(e);
      return String.valueOf(
          last.getMessage() == null ? last.getClass().getSimpleName() : last.getMessage());
    }
    var said = new StringBuilder().append(service.statusCode());
    String code = code(service);
    if (!code.isEmpty()) {
      said.append(' ').append(code);
    }
    String detail = detail(service);
    if (!detail.isEmpty()) {
      said.append(" (").append(detail).append(')');
    }
    if (service.requestId() != null) {
      said.append(", request ").append(service.requestId());
    }
    return said.toString();
  }

  private static String code(AwsServiceException e) {
    @Nullable AwsErrorDetails details = e.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  private static String detail(AwsServiceException e) {
    @Nullable AwsErrorDetails details = e.awsErrorDetails();
    String text = details == null || details.errorMessage() == null ? "" : details.errorMessage();
    String plain = text.replaceAll("[^ -~]", "?").strip();
    return plain.substring(0, Math.min(plain.length(), DETAIL_LENGTH_MAX));
  }

  private static Optional<String> bucketRegion(SdkException e) {
    return e instanceof AwsServiceException service && service.awsErrorDetails() != null
        ? Optional.ofNullable(service.awsErrorDetails().sdkHttpResponse())
            .flatMap(it -> it.firstMatchingHeader("x-amz-bucket-region"))
        : Optional.empty();
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.<Throwable>iterate(e, it -> it != null, Throwable::getCause).limit(CAUSES_MAX);
  }
}
