package io.edgemq.ops.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.ops.settings.Redaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The body of a request, an object whose members are asked for one after the other. Whatever is
/// wrong with it is an [ApiProblem], 422.
public final class JsonBody {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ObjectNode object;
  private final Set<String> asked = new LinkedHashSet<>();

  private JsonBody(ObjectNode object) {
    this.object = object;
  }

  /// Reads the body of a request.
  public static JsonBody of(ApiRequest request) throws ApiProblem {
    try {
      if (JSON.readTree(request.body()) instanceof ObjectNode object) {
        return new JsonBody(object);
      }
      throw ApiProblem.unprocessable("The body is no JSON object.");
    } catch (JsonProcessingException e) {
      throw ApiProblem.unprocessable(
          "The body is no JSON: " + Redaction.withoutKeys(e.getOriginalMessage()));
    } catch (IOException e) {
      throw ApiProblem.unprocessable("The body is no JSON.");
    }
  }

  /// A text; empty if it is left out or null.
  public Optional<String> text(String member) throws ApiProblem {
    JsonNode value = value(member);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw ApiProblem.unprocessable(member + " is no text");
    }
    return Optional.of(value.textValue());
  }

  /// A text that has to be there.
  ///
  /// @param allowed what it is, for people
  public String requiredText(String member, String allowed) throws ApiProblem {
    return text(member)
        .orElseThrow(() -> ApiProblem.unprocessable(member + " is missing; allowed: " + allowed));
  }

  /// A whole number; empty if it is left out or null.
  public Optional<Integer> number(String member, int min, int max) throws ApiProblem {
    JsonNode value = value(member);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < min
        || value.intValue() > max) {
      throw ApiProblem.unprocessable(
          "%s is no whole number in range; allowed: %d to %d".formatted(member, min, max));
    }
    return Optional.of(value.intValue());
  }

  /// Texts; empty if they are left out or null.
  public Optional<List<String>> texts(String member) throws ApiProblem {
    JsonNode value = value(member);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    var all = new ArrayList<String>();
    for (JsonNode each : value) {
      if (!each.isTextual()) {
        throw ApiProblem.unprocessable(member + " is no list of texts");
      }
      all.add(each.textValue());
    }
    if (!value.isArray()) {
      throw ApiProblem.unprocessable(member + " is no list of texts");
    }
    return Optional.of(all);
  }

  /// To be called at the end: refuses members that nobody has asked for.
  public void refuseOthers() throws ApiProblem {
    var others = new ArrayList<String>();
    object.fieldNames().forEachRemaining(others::add);
    others.removeAll(asked);
    if (!others.isEmpty()) {
      throw ApiProblem.unprocessable(
          "There is no member %s; allowed: %s"
              .formatted(
                  Redaction.withoutKeys(String.join(", ", others)), String.join(", ", asked)));
    }
  }

  private JsonNode value(String member) {
    asked.add(member);
    return object.path(member);
  }
}
