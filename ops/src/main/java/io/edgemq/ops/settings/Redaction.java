package io.edgemq.ops.settings;

import java.util.regex.Pattern;

/// Keeps API keys out of whatever people get to see.
public final class Redaction {
  private static final Pattern KEY = Pattern.compile("ing_live_[^\\s'\",;]+");

  private Redaction() {}

  /// `text` with every API key in it blotted out.
  public static String withoutKeys(String text) {
    return KEY.matcher(text).replaceAll("ing_live_…");
  }
}
