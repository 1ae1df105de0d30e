package io.edgemq.views.rows;

/// A value cannot be had: a cast that does not fit, or a function that has no answer. The message
/// says what of which value. Without a stack trace, because devices cause it.
final class Unfit extends Exception {
  private static final int SHOWN_MAX = 80;

  private final Reason reason;

  Unfit(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  static Unfit cast(Object value, String type) {
    return new Unfit(Reason.CAST, shown(value) + " cannot be cast to " + type);
  }

  static Unfit range(String what) {
    return new Unfit(Reason.RANGE, what);
  }

  Reason reason() {
    return reason;
  }

  /// A value as messages show it, cut where it is long.
  static String shown(Object value) {
    String text = value instanceof JsonText json ? json.toString() : Texts.of(value);
    String cut = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + "…" : text;
    boolean isText = value instanceof String || value instanceof JsonString;
    return JsonQuotes.withoutLoneSurrogates(isText ? '\'' + cut + '\'' : cut);
  }
}
