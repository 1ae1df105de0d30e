package io.edgemq.ingest.http.body;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a body is split into records, by its content type.
enum BodyFormat {
  LINES,
  JSON,
  RECORD_IO,
  WHOLE;

  /// The format of a media type; its parameters are ignored.
  ///
  /// @param contentType the header's value, null if there is none
  static BodyFormat of(@Nullable String contentType) {
    String value = contentType == null ? "" : contentType;
    int parameters = value.indexOf(';');
    String mediaType = parameters < 0 ? value : value.substring(0, parameters);
    return switch (mediaType.strip().toLowerCase(Locale.ROOT)) {
      case "application/x-ndjson", "application/jsonl", "text/plain", "" -> LINES;
      case "application/json" -> JSON;
      case "application/vnd.recordio" -> RECORD_IO;
      default -> WHOLE;
    };
  }

  Splitter splitter(FrameBlocks frames) {
    return switch (this) {
      case LINES -> new Lines(frames);
      case JSON -> new JsonArray(frames);
      case RECORD_IO -> new RecordIo(frames);
      case WHOLE -> new WholeBody(frames);
    };
  }
}
