package io.edgemq.storage.s3;

import java.io.IOException;
import java.util.Locale;

/// The store refused something, failed, or could not be reached. The message says what of which
/// object, the status and the error code of the store, and what to do; never credentials. Where the
/// request may have been carried out nevertheless, that is told apart before:
/// [io.edgemq.storage.object.OutcomeUnknown].
public final class S3Failure extends IOException {
  private final transient Reason reason;

  /// Why, for those who choose by it, and for counting.
  public enum Reason {
    /// Credentials are good, and may not do this.
    ACCESS_DENIED,
    /// There are no credentials.
    NO_CREDENTIALS,
    /// The role cannot be assumed, or the web identity is not taken.
    NO_ROLE,
    /// Credentials are not known to the store, or have expired.
    BAD_CREDENTIALS,
    /// Our clock and that of the store are too far apart.
    CLOCK,
    /// There is no such bucket.
    NO_BUCKET,
    /// The bucket is in another region.
    REGION,
    /// The key that encrypts cannot be used.
    ENCRYPTION_KEY,
    /// Too many requests; slower.
    THROTTLED,
    /// The store failed (5xx).
    SERVER,
    /// The store does not know what we ask of it.
    UNSUPPORTED,
    /// No answer in time.
    TIMEOUT,
    /// No connection, or it broke.
    CONNECTION,
    /// The store does not keep what is already there; nothing is put into it.
    UNSAFE,
    /// What else there is.
    OTHER;

    /// The value of the metric label.
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it does not get better before somebody does something about credentials.
    public boolean isOfCredentials() {
      return switch (this) {
        case ACCESS_DENIED, NO_CREDENTIALS, NO_ROLE, BAD_CREDENTIALS, ENCRYPTION_KEY -> true;
        case CLOCK,
            NO_BUCKET,
            REGION,
            THROTTLED,
            SERVER,
            UNSUPPORTED,
            TIMEOUT,
            CONNECTION,
            UNSAFE,
            OTHER ->
            false;
      };
    }
  }

  S3Failure(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  S3Failure(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /// Why.
  public Reason reason() {
    return reason;
  }
}
