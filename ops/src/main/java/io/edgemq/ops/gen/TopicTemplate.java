package io.edgemq.ops.gen;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// MQTT topics with placeholders.
///
/// @param text a topic in which `{schema}`, `{version}` (as `v1`) and `{device}` stand for
///   something
public record TopicTemplate(String text) {
  /// What placeholders there are, for people.
  public static final String PLACEHOLDERS = "{schema}, {version}, {device}";

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

  /// The most bytes of a topic (MQTT section 1.5.3).
  private static final int BYTES_MAX = 65_535;

  /// The most bytes that schema, version and device put in place of their placeholders.
  private static final int REPLACEMENT_BYTES_MAX = 40;

  /// Every placeholder may stand there as often as fits.
  public TopicTemplate {
    Matcher placeholders = PLACEHOLDER.matcher(text);
    int count = 0;
    while (placeholders.find()) {
      count++;
      String name = placeholders.group(1);
      if (!name.equals("schema") && !name.equals("version") && !name.equals("device")) {
        throw new IllegalArgumentException(
            "there is no placeholder {%s}; allowed: %s".formatted(name, PLACEHOLDERS));
      }
    }
    if (text.isEmpty() || text.chars().anyMatch(it -> it == '+' || it == '#' || it == '\0')) {
      throw new IllegalArgumentException(
          "'%s' is no topic; allowed: not empty, without + and #".formatted(text));
    }
    if (text.getBytes(UTF_8).length + count * REPLACEMENT_BYTES_MAX > BYTES_MAX) {
      throw new IllegalArgumentException("the topic is too long; allowed: " + BYTES_MAX + " bytes");
    }
  }

  /// The topic of a device.
  byte[] of(Schema schema, String device) {
    return text.replace("{schema}", schema.name())
        .replace("{version}", "v" + schema.version())
        .replace("{device}", device)
        .getBytes(UTF_8);
  }
}
