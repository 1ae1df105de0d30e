package io.edgemq.ops.replay;

import io.edgemq.storage.commit.CommitMarker;
import java.util.List;
import java.util.Optional;

/// The markers of one opening of a log.
///
/// @param prefix what their keys begin with, up to `/commits/`
/// @param markers their keys by segment number
/// @param first the first of them that can be read; empty if none can
record Epoch(String prefix, List<String> markers, Optional<CommitMarker> first) {
  private static final String COMMITS = "/commits/";

  /// What the key of a marker begins with.
  static String prefix(String marker) {
    return marker.substring(0, marker.lastIndexOf(COMMITS));
  }

  /// The number of a marker's segment: the digits in `…/seg-00000001.json`.
  static int segment(String marker) {
    int to = marker.lastIndexOf('.');
    return Integer.parseInt(marker.substring(to - 8, to));
  }

  /// The endpoint that it is of. Where no marker can be read nothing comes of it, whatever it is
  /// of.
  String endpoint() {
    return first.map(it -> it.tenant() + "/" + it.endpoint()).orElse(prefix);
  }

  /// The log that it is an opening of: logs of different regions are different ones.
  String log() {
    return first
        .map(it -> "%s/%s/%d".formatted(endpoint(), it.region(), it.id().wal().partition()))
        .orElse(prefix);
  }

  String instance() {
    return first.map(CommitMarker::instance).orElse("");
  }

  int number() {
    return first.map(CommitMarker::epoch).orElse(0);
  }

  long firstTimestampMs() {
    return first.map(CommitMarker::firstTimestampMs).orElse(Long.MIN_VALUE);
  }
}
