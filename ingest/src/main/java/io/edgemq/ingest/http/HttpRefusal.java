package io.edgemq.ingest.http;

import io.edgemq.ingest.auth.Authentication.Denial;
import io.edgemq.ingest.http.body.Rejection;
import java.util.Locale;

/// Why a request or a connection came to nothing. Nothing of such a request is appended, except
/// where it says otherwise.
public enum HttpRefusal {
  /// No such path.
  NOT_FOUND(404, "there is nothing here: send data to /ingest or /e/<endpoint>/ingest"),
  /// The path takes POST only.
  METHOD_NOT_ALLOWED(405, "this path takes POST only: send the data as the body of a POST"),
  /// It has several keys that are not the same.
  AMBIGUOUS_KEY(
      400,
      "the request has several API keys that differ: send one, as X-API-Key or as Authorization: Bearer"),
  /// It asks by `X-Ack` for a level that there is none of.
  UNKNOWN_ACK(
      400, "X-Ack names no level of acknowledgement: send durable or committed, or leave it out"),
  /// See [Denial#NO_KEY].
  NO_KEY(401, "no API key was sent: send it as X-API-Key or as Authorization: Bearer"),
  /// See [Denial#UNKNOWN_KEY].
  UNKNOWN_KEY(401),
  /// See [Denial#EXPIRED_KEY].
  EXPIRED_KEY(401),
  /// It expired, or was revoked, while the body came.
  REVOKED_KEY(
      401, "this API key was revoked or has expired, or its endpoint was removed: use another one"),
  /// See [Denial#KEYS_NOT_READ].
  KEYS_NOT_READ(503),
  /// See [Denial#TOO_MANY_ATTEMPTS].
  TOO_MANY_ATTEMPTS(429),
  /// See [Denial#NO_INGEST_SCOPE].
  NO_INGEST_SCOPE(403),
  /// See [Denial#UNKNOWN_ENDPOINT].
  UNKNOWN_ENDPOINT(403),
  /// See [Denial#ENDPOINT_DISAGREES].
  ENDPOINT_DISAGREES(403),
  /// See [Denial#ENDPOINT_NOT_NAMED].
  ENDPOINT_NOT_NAMED(403),
  /// See [Denial#NO_ENDPOINT].
  NO_ENDPOINT(403),
  /// See [Rejection#EMPTY_BODY].
  EMPTY_BODY(400),
  /// See [Rejection#BAD_ENCODING].
  BAD_ENCODING(400),
  /// See [Rejection#BAD_RECORD].
  BAD_RECORD(400),
  /// See [Rejection#BODY_TOO_LARGE].
  BODY_TOO_LARGE(413),
  /// See [Rejection#RECORD_TOO_LARGE].
  RECORD_TOO_LARGE(413),
  /// See [Rejection#TOO_MANY_RECORDS].
  TOO_MANY_RECORDS(413),
  /// See [Rejection#UNSUPPORTED_ENCODING].
  UNSUPPORTED_ENCODING(415),
  /// Its body came too slowly.
  BODY_TIMEOUT(
      408,
      "the body came too slowly and nothing of it was appended: send it again, in smaller requests if the line is slow"),
  /// Its body was cut off, or its chunks are malformed.
  BODY_CUT_OFF(
      400,
      "the body was cut off or its chunks are malformed, and nothing of it was appended: send it again"),
  /// It is no HTTP, or a form of it that is not taken.
  MALFORMED_REQUEST(400, "the server takes no request of this form: send HTTP/1.1 as in RFC 9112"),
  /// Its head is over [HttpSettings#headerBytesMax()].
  HEADER_TOO_LARGE(431, "the head of the request is too large: send fewer or shorter headers"),
  /// The tenant owes for what it has published, see [TenantRate].
  RATE_EXCEEDED(
      429,
      "the tenant has published more than its plan allows, and nothing was appended: send the request again after the time in Retry-After, or ask for a larger plan"),
  /// The bodies that are being received take all memory that they may.
  OUT_OF_MEMORY(
      503,
      "the server receives as much as it can hold, of all or of this tenant, and nothing was appended: send the request again later"),
  /// The queue of the endpoint is full.
  QUEUE_FULL(
      503,
      "more waits for the disk than the endpoint may have waiting, and nothing was appended: send the request again later"),
  /// The log did not take it in time.
  NOT_APPENDED(
      503,
      "the endpoint could not append in time, and nothing was appended: send the request again later"),
  /// The log took it and has not answered in time. It may have become durable, or still become it.
  OUTCOME_UNKNOWN(
      503,
      "the disk did not answer in time: the records may have become durable or still become it, so if the request is sent again they may be there twice"),
  /// It is durable, and was to be committed, which took too long.
  NOT_COMMITTED(
      503,
      "the records are durable, but were not committed to the object store in time; they will be, so if the request is sent again they are there twice"),
  /// The log of the endpoint is not to be had.
  LOG_UNAVAILABLE(
      503,
      "the endpoint is not to be had at the moment, and nothing was appended: send the request again later"),
  /// The node stops.
  STOPPING(503, "the server stops, and nothing was appended: send the request again"),
  /// There are as many connections as there may be.
  CONNECTIONS_MAX(503, "the server has as many connections as it may have: connect again later"),
  /// A mistake of ours. It may have become durable.
  INTERNAL_ERROR(
      500, "the server has made a mistake; the records may have become durable: see its log"),
  /// The head of a request did not come in time. The connection is closed without an answer.
  HEADER_TIMEOUT(408),
  /// An answer was not read in time. The connection is cut off.
  WRITE_TIMEOUT(408);

  private final int status;
  private final String advice;
  private final String code = name().toLowerCase(Locale.ROOT);

  HttpRefusal(int status) {
    this(status, "");
  }

  HttpRefusal(int status, String advice) {
    this.status = status;
    this.advice = advice;
  }

  /// The HTTP status of the answer, if there is one.
  public int status() {
    return status;
  }

  /// The short code in the answer, and the value of the metric label.
  public String code() {
    return code;
  }

  /// What is wrong and what to do about it; empty where that is known elsewhere, or nobody told.
  String advice() {
    return advice;
  }

  /// Whether the same request may be taken a little later.
  boolean isTemporary() {
    return status == 503 || status == 429;
  }

  static HttpRefusal of(Denial denial) {
    return valueOf(denial.name());
  }

  static HttpRefusal of(Rejection rejection) {
    return valueOf(rejection.name());
  }
}
