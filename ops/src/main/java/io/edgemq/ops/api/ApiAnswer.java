package io.edgemq.ops.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.StatusCodes;

/// What is answered. Immutable.
///
/// @param contentType of the body; empty: there is none
/// @param delay how long the answer is held back
public record ApiAnswer(
    int status, Map<String, String> headers, String contentType, String body, Duration delay) {
  static final String JSON = "application/json";
  static final String PROBLEM = "application/problem+json";

  public ApiAnswer {
    headers = Map.copyOf(headers);
  }

  /// JSON.
  public static ApiAnswer json(int status, JsonNode body) {
    return text(status, JSON, body.toPrettyString() + "\n");
  }

  /// JSON, 200.
  public static ApiAnswer ok(JsonNode body) {
    return json(StatusCodes.OK.intValue(), body);
  }

  /// A text.
  static ApiAnswer text(int status, String contentType, String body) {
    return new ApiAnswer(status, Map.of(), contentType, body, Duration.ZERO);
  }

  /// A status alone.
  public static ApiAnswer empty(int status) {
    return text(status, "", "");
  }

  /// What is wrong (RFC 9457).
  ///
  /// @param detail for people
  /// @param errors one line each, where there is more to say; may be empty
  public static ApiAnswer problem(int status, String detail, List<String> errors) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    errors.forEach(all::add);
    return problem(status, detail, all);
  }

  /// The same, with errors that are objects.
  public static ApiAnswer problem(int status, String detail, ArrayNode errors) {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("type", "about:blank")
            .put("title", StatusCodes.get(status).reason())
            .put("status", status)
            .put("detail", detail);
    if (!errors.isEmpty()) {
      json.set("errors", errors);
    }
    return text(status, PROBLEM, json.toPrettyString() + "\n");
  }

  /// The same with one header more.
  public ApiAnswer with(String header, String value) {
    var all = new LinkedHashMap<>(headers);
    all.put(header, value);
    return new ApiAnswer(status, all, contentType, body, delay);
  }

  /// The same, which no cache may keep.
  public ApiAnswer unkept() {
    return with("Cache-Control", "no-store");
  }

  /// The same with the version of what it tells, which `If-Match` and `If-None-Match` compare.
  public ApiAnswer tagged(int version) {
    return with("ETag", EntityTag.of(version));
  }

  /// The same, later.
  public ApiAnswer after(Duration delay) {
    return new ApiAnswer(status, headers, contentType, body, delay);
  }
}
