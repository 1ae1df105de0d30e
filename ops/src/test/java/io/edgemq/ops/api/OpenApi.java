package io.edgemq.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The OpenAPI document, and what it says of operations.
public final class OpenApi {
  private static final JsonMapper JSON = new JsonMapper();
  private static final JsonSchemaFactory SCHEMAS =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

  private final JsonNode document;

  /// The document that is served.
  public OpenApi() throws IOException {
    document = JSON.readTree(OpenApiDocument.text());
  }

  /// An operation.
  ///
  /// @param access as a route would have it
  public record Operation(String method, String path, Access access, JsonNode json) {
    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /// The document.
  public JsonNode document() {
    return document;
  }

  /// All operations.
  public List<Operation> operations() {
    var all = new ArrayList<Operation>();
    document
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(it ->
                    all.add(
                        new Operation(
                            it.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            access(it.getValue()),
                            it.getValue()))));
    return all;
  }

  /// The one operation that a table of routes would have there.
  public Operation operation(String method, String path) {
    return operations().stream()
        .filter(it -> it.toString().equals(method + " " + path))
        .findAny()
        .orElseThrow(() -> new AssertionError(method + " " + path + " is not in the document"));
  }

  /// The answer to a request, which is as the document has it.
  HttpResponse<String> call(RunningApi api, String method, String path, String token, String body)
      throws Exception {
    HttpResponse<String> answer =
        api.send(api.request(path, token).method(method, BodyPublishers.ofString(body)));
    String asked = path.replaceFirst("\\?.*", "");
    Operation operation =
        operations().stream()
            .filter(it -> it.method().equals(method))
            .filter(it ->
                new PathTemplate(it.path().replace("{receipt}", "{+receipt}"))
                    .match(asked)
                    .isPresent())
            .findFirst()
            .orElseThrow(() -> new AssertionError(method + " " + path));
    check(operation, answer);
    return answer;
  }

  private static Access access(JsonNode operation) {
    boolean isOperators = operation.path("x-operators-only").asBoolean();
    JsonNode security = operation.get("security");
    String scope = security.path(0).path("token").path(0).asText();
    if (security.isEmpty()) {
      return Access.PUBLIC;
    }
    return switch (scope) {
      case "" -> Access.ANY_TOKEN;
      case "metrics" -> Access.METRICS;
      case "read" -> isOperators ? Access.OPERATOR_READ : Access.READ;
      case "admin" -> isOperators ? Access.OPERATOR_ADMIN : Access.ADMIN;
      default -> throw new AssertionError("no such scope: " + scope);
    };
  }

  /// Fails unless an answer is as the document has it: status, type and body.
  public void check(Operation operation, HttpResponse<String> answer) throws IOException {
    String what = operation + " answered " + answer.statusCode() + ": " + answer.body();
    JsonNode response =
        resolved(operation.json().path("responses").path(String.valueOf(answer.statusCode())));
    assertThat(response.isMissingNode()).as(what).isFalse();
    if (!response.has("content")) {
      assertThat(answer.body()).as(what).isEmpty();
      return;
    }
    String type = answer.headers().firstValue("content-type").orElse("").replaceFirst(";.*", "");
    assertThat(response.get("content").has(type)).as(what).isTrue();
    if (type.endsWith("json")) {
      JsonNode schema = response.get("content").get(type).get("schema");
      assertThat(faults(schema, JSON.readTree(answer.body()))).as(what).isEmpty();
    }
  }

  /// What a schema has against a value.
  List<String> faults(JsonNode schema, JsonNode value) {
    ObjectNode root = JSON.createObjectNode();
    root.putArray("allOf").add(schema);
    root.set("components", document.get("components"));
    return SCHEMAS.getSchema(root).validate(value).stream().map(Object::toString).toList();
  }

  private JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
  }
}
