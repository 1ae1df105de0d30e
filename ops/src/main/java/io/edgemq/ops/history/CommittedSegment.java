package io.edgemq.ops.history;

import io.edgemq.storage.commit.CommitMarker;
import io.edgemq.storage.commit.SegmentCodec;
import io.edgemq.storage.frame.SegmentScan;
import io.edgemq.storage.object.ObjectStore;
import io.edgemq.storage.object.Sha256;
import io.edgemq.storage.wal.SegmentId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A segment as its commit marker has it.
///
/// @param key of the marker
public record CommittedSegment(String key, CommitMarker marker, SegmentId id) {
  private static final int BYTES_MAX = Integer.MAX_VALUE - 16;

  /// Reads a marker.
  ///
  /// @throws IOException also if it is no marker of a segment that there can be
  public static CommittedSegment read(ObjectStore store, String key) throws IOException {
    try (InputStream in = store.open(key)) {
      CommitMarker marker = CommitMarker.read(in);
      return new CommittedSegment(key, marker, marker.id());
    }
  }

  /// What the keys of the endpoint's objects begin with.
  String endpointPrefix() {
    return marker.tenant() + "/" + marker.endpoint() + "/";
  }

  /// Its bytes.
  ///
  /// @throws IOException also if they are not those that the marker speaks of
  public byte[] raw(ObjectStore store) throws IOException {
    CommitMarker.Artifact artifact =
        marker.segmentArtifact().orElseThrow(() -> new IOException("its marker names no segment"));
    byte[] compressed = bytes(store, artifact);
    byte[] raw = SegmentCodec.decompress(new ByteArrayInputStream(compressed), marker.rawBytes());
    if (raw.length != marker.rawBytes() || !SegmentScan.of(raw, raw.length).isSound()) {
      throw new IOException(artifact.key() + " does not hold the frames that its marker counts");
    }
    return raw;
  }

  /// The bytes of an object.
  ///
  /// @throws IOException also if they are not those that the marker speaks of
  public static byte[] bytes(ObjectStore store, CommitMarker.Artifact artifact) throws IOException {
    try (InputStream in = store.open(artifact.key())) {
      byte[] bytes = in.readNBytes((int) Math.min(artifact.bytes() + 1, BYTES_MAX));
      if (bytes.length != artifact.bytes()
          || !Sha256.hex(bytes, bytes.length).equals(artifact.sha256())) {
        throw new IOException(artifact.key() + " is not the object that its marker speaks of");
      }
      return bytes;
    }
  }
}
