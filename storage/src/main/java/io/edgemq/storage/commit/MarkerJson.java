package io.edgemq.storage.commit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Markers as JSON, UTF-8. A later writer may add fields.
final class MarkerJson {
  /// An artifact takes about 450 bytes, and a view may have tens of thousands of partitions.
  private static final int BYTES_MAX = 128 << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private MarkerJson() {}

  static byte[] bytes(Object marker) {
    try {
      return JSON.writeValueAsBytes(marker);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a marker is always JSON", e);
    }
  }

  /// @throws IOException if it is no marker, or unreasonably large
  static <T> T read(InputStream in, Class<T> type) throws IOException {
    byte[] bytes = in.readNBytes(BYTES_MAX);
    if (bytes.length == BYTES_MAX) {
      throw new IOException("a marker of more than " + BYTES_MAX + " bytes");
    }
    @Nullable T marker = JSON.readValue(bytes, type);
    if (marker == null) {
      throw new IOException("a marker that is null");
    }
    return marker;
  }
}
