package io.edgemq.storage.object;

import java.util.Map;

/// What to put into an object. The array is handed over.
///
/// @param bytes array with the content from index 0
/// @param length bytes of it
/// @param sha256 of the content, hex
/// @param contentType media type
/// @param metadata user metadata, for stores that keep it
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record ObjectContent(
    byte[] bytes, int length, String sha256, String contentType, Map<String, String> metadata) {
  public ObjectContent {
    metadata = Map.copyOf(metadata);
  }

  /// Content of a whole array, without metadata.
  public static ObjectContent of(byte[] bytes, String contentType) {
    return new ObjectContent(
        bytes, bytes.length, Sha256.hex(bytes, bytes.length), contentType, Map.of());
  }
}
