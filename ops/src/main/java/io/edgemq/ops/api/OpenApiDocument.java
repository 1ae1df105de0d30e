package io.edgemq.ops.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/// `/v1/openapi.json`: the description of the API, for programs.
public final class OpenApiDocument {
  private OpenApiDocument() {}

  /// Its route.
  public static List<ApiRoute> routes() {
    return List.of(
        ApiRoute.of(
            "GET",
            "/v1/openapi.json",
            Access.ANY_TOKEN,
            _ -> ApiAnswer.text(200, ApiAnswer.JSON, text())));
  }

  /// The document.
  static String text() throws IOException {
    try (InputStream in = OpenApiDocument.class.getResourceAsStream("openapi.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }
}
