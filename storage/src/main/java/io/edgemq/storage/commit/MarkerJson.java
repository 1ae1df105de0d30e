package io.edgemq.storage.commit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.storage.wal.WalId;
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

  /// The segment that a marker speaks of.
  ///
  /// @param partition null: 0
  /// @throws IllegalArgumentException if there can be none
  static SegmentId id(
      String tenant,
      String endpoint,
      @Nullable Integer partition,
      String instance,
      int epoch,
      int segment) {
    var wal = new WalId(tenant, endpoint, partition == null ? 0 : partition);
    return new SegmentId(wal, instance, epoch, segment);
  }

  /// The partition as markers have it: nothing for 0.
  static @Nullable Integer partition(WalId wal) {
    return wal.partition() == 0 ? null : wal.partition();
  }

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
