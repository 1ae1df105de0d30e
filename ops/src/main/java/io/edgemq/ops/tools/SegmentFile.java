package io.edgemq.ops.tools;

import io.edgemq.storage.commit.SegmentCodec;
import io.edgemq.storage.wal.SealPolicy;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Reads segment files: a node's own (`.wal`), or those of an object store (`.wal.zst`).
public final class SegmentFile {
  private SegmentFile() {}

  /// The raw frames of a file.
  ///
  /// @throws IOException saying which file and why, if it cannot be read, is larger than a segment
  ///   can be, or does not decompress
  public static byte[] read(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new IOException(file + " is a folder, not a segment file");
    }
    boolean isCompressed = file.toString().endsWith(".zst");
    try (InputStream in = Files.newInputStream(file)) {
      return isCompressed ? SegmentCodec.decompress(new BufferedInputStream(in)) : whole(in);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    } catch (IOException e) {
      String what = isCompressed ? "does not decompress" : "cannot be read";
      throw new IOException("%s %s: %s".formatted(file, what, e.getMessage()), e);
    }
  }

  private static byte[] whole(InputStream in) throws IOException {
    byte[] raw = in.readNBytes((int) SealPolicy.SIZE_BYTES_CEILING);
    if (in.read() >= 0) {
      throw new IOException("more than " + SealPolicy.SIZE_BYTES_CEILING + " bytes");
    }
    return raw;
  }
}
