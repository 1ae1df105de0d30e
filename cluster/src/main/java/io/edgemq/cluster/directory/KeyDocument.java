package io.edgemq.cluster.directory;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An [ApiKey] as it lies in the object store (docs/format/objects.md).
///
/// @param version of this layout, 1
/// @param sha256 of the key, hex
/// @param expiresAt ISO-8601 in UTC
/// @param createdAt ISO-8601 in UTC
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeyDocument(
    int version,
    String tenant,
    String name,
    String sha256,
    @Nullable String endpoint,
    List<String> scopes,
    List<String> topics,
    @Nullable String expiresAt,
    String createdAt) {
  private static final int VERSION = 1;
  private static final int BYTES_MAX = 1 << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES) // it may be a limit of the key
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  KeyDocument {
    present("tenant", tenant);
    present("name", name);
    present("sha256", sha256);
    present("scopes", scopes);
    present("topics", topics);
    scopes = List.copyOf(scopes);
    topics = List.copyOf(topics);
  }

  static KeyDocument of(ApiKey key, Instant createdAt) {
    return new KeyDocument(
        VERSION,
        key.tenant(),
        key.name(),
        key.secret().hex(),
        key.endpoint().orElse(null),
        key.scopes().stream().map(Scope::label).sorted().toList(),
        key.topics(),
        key.expiresAt().map(Instant::toString).orElse(null),
        createdAt.toString());
  }

  byte[] toJson() throws IOException {
    return JSON.writeValueAsBytes(this);
  }

  /// Reads a document.
  ///
  /// @throws IllegalArgumentException if it is none of a version that is known here; says why
  /// @throws IOException if it could not be read
  static ApiKey read(InputStream in) throws IOException {
    byte[] bytes = in.readNBytes(BYTES_MAX);
    try {
      @Nullable KeyDocument document = JSON.readValue(bytes, KeyDocument.class);
      if (document == null || document.version() != VERSION) {
        throw new IllegalArgumentException("it is no key of layout version " + VERSION);
      }
      return document.key();
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getOriginalMessage(), e);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("expiresAt is no time", e);
    }
  }

  /// JSON may lack any field or hold null in its place.
  private static void present(String field, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("no " + field);
    }
  }

  private ApiKey key() {
    return new ApiKey(
        tenant,
        name,
        SecretHash.ofHex(sha256),
        Optional.ofNullable(endpoint),
        scopes.stream()
            .map(it -> Scope.valueOf(it.toUpperCase(Locale.ROOT)))
            .collect(Collectors.toUnmodifiableSet()),
        topics,
        Optional.ofNullable(expiresAt).map(Instant::parse));
  }
}
