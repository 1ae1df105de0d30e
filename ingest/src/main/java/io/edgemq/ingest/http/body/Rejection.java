package io.edgemq.ingest.http.body;

import java.util.Locale;

/// Why a body is not taken. Nothing of it is appended then.
public enum Rejection {
  /// It holds no record.
  EMPTY_BODY(400),
  /// It is not what its Content-Encoding says, or is cut off.
  BAD_ENCODING(400),
  /// It cannot be split into records: a JSON array or a RecordIO body that is malformed or cut off.
  BAD_RECORD(400),
  /// It is over [BodyLimits#bodyBytesMax()], as sent or decoded.
  BODY_TOO_LARGE(413),
  /// A record of it is over [BodyLimits#recordBytesMax()].
  RECORD_TOO_LARGE(413),
  /// Its frames are over [BodyLimits#framesBytesMax()].
  TOO_MANY_RECORDS(413),
  /// Its Content-Encoding is none of those that are decoded.
  UNSUPPORTED_ENCODING(415);

  private final int status;
  private final String code = name().toLowerCase(Locale.ROOT);

  Rejection(int status) {
    this.status = status;
  }

  /// The HTTP status of the answer.
  public int status() {
    return status;
  }

  /// The short code in the answer, and the value of the metric label.
  public String code() {
    return code;
  }

  BodyOutcome.Rejected because(String detail) {
    return new BodyOutcome.Rejected(this, detail);
  }
}
