package io.edgemq.views.check;

import static java.nio.charset.StandardCharsets.UTF_8;

/// The grammar of topic filters: section 4.7 of MQTT 3.1.1 and 5.0.
public final class TopicFilter {
  private static final int BYTES_MAX = 65_535;

  private TopicFilter() {}

  /// `+` is a whole level, `#` a whole level and the last one.
  public static boolean isFilter(String text) {
    if (text.isEmpty() || text.indexOf('\0') >= 0 || text.getBytes(UTF_8).length > BYTES_MAX) {
      return false;
    }
    String[] levels = text.split("/", -1);
    for (int i = 0; i < levels.length; i++) {
      boolean isPlain = levels[i].indexOf('+') < 0 && levels[i].indexOf('#') < 0;
      boolean isAllFurther = levels[i].equals("#") && i == levels.length - 1;
      if (!isPlain && !isAllFurther && !levels[i].equals("+")) {
        return false;
      }
    }
    return true;
  }
}
