package io.edgemq.ops.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Paths with names in braces, each for one segment: `/v1/endpoints/{tenant}/{name}`. A last
/// `{+name}` is for all segments that are left, at least one, with the slashes between them (as in
/// RFC 6570, section 3.2.3).
///
/// @param text the template
public record PathTemplate(String text) {
  /// Whether a name is in it.
  public boolean has(String name) {
    return List.of(segments(text)).contains("{" + name + "}");
  }

  /// What the names stand for in a path, if it is one of these.
  ///
  /// @param rawPath as it was sent, with its percent signs
  public Optional<Map<String, String>> match(String rawPath) {
    String[] wanted = segments(text);
    String[] sent = segments(rawPath);
    boolean isOpen = wanted[wanted.length - 1].startsWith("{+");
    if (isOpen ? sent.length < wanted.length : sent.length != wanted.length) {
      return Optional.empty();
    }
    var found = new LinkedHashMap<String, String>();
    for (int i = 0; i < wanted.length; i++) {
      boolean isRest = isOpen && i == wanted.length - 1;
      Optional<String> value =
          decoded(isRest ? String.join("/", List.of(sent).subList(i, sent.length)) : sent[i]);
      if (value.isEmpty() || (value.get().isEmpty() && !wanted[i].isEmpty())) {
        return Optional.empty();
      }
      if (wanted[i].startsWith("{")) {
        found.put(wanted[i].replaceAll("[{}+]", ""), value.get());
      } else if (!wanted[i].equals(value.get())) {
        return Optional.empty();
      }
    }
    return Optional.of(found);
  }

  private static String[] segments(String path) {
    return path.split("/", -1);
  }

  private static Optional<String> decoded(String segment) {
    try {
      return Optional.of(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
