package io.edgemq.storage.wal;

import java.util.regex.Pattern;

/// Names that become path segments and object keys.
public final class Names {
  /// What tenants and endpoints may be called, for messages to people.
  public static final String RULE = "[a-z0-9][a-z0-9_-]{0,62}";

  private static final Pattern NAME = Pattern.compile(RULE);

  private Names() {}

  /// Whether the text is a name: it can then be put into a path, a key or a log line as it is.
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  static String checked(String what, String text) {
    if (!isName(text)) {
      throw new IllegalArgumentException(what + " '" + text + "' is not " + RULE);
    }
    return text;
  }
}
