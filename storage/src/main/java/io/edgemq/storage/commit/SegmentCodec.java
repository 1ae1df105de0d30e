package io.edgemq.storage.commit;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.edgemq.storage.wal.SealPolicy;
import java.io.IOException;
import java.io.InputStream;

/// The compressed form of a segment: the raw file as one zstd stream with content size and
/// checksum.
public final class SegmentCodec {
  private static final long RAW_BYTES_MAX = SealPolicy.SIZE_BYTES_CEILING;

  private SegmentCodec() {}

  /// Compressed bytes at the start of an array that may be longer.
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  record Compressed(byte[] bytes, int length) {}

  static Compressed compress(byte[] raw, int length, int level) {
    try (var context = new ZstdCompressCtx()) {
      context.setLevel(level).setChecksum(true).setContentSize(true);
      byte[] compressed = new byte[Math.toIntExact(Zstd.compressBound(length))];
      int size = context.compressByteArray(compressed, 0, compressed.length, raw, 0, length);
      return new Compressed(compressed, size);
    }
  }

  /// The raw bytes of a compressed segment, read to the stream's end; the checksum is verified.
  ///
  /// @throws IOException if it is no zstd stream, is cut off, or holds more than a segment can
  public static byte[] decompress(InputStream in) throws IOException {
    return decompress(in, RAW_BYTES_MAX);
  }

  /// The same of a segment of which it is known how large it is to be.
  ///
  /// @param bytesMax at most so many raw bytes
  /// @throws IOException also if it holds more
  public static byte[] decompress(InputStream in, long bytesMax) throws IOException {
    int max = Math.toIntExact(Math.clamp(bytesMax, 0, RAW_BYTES_MAX));
    try (var zstd = new ZstdInputStreamNoFinalizer(in)) {
      byte[] raw = zstd.readNBytes(max);
      if (raw.length == max && zstd.read() >= 0) {
        throw new IOException("a segment of more than " + max + " bytes");
      }
      return raw;
    }
  }
}
