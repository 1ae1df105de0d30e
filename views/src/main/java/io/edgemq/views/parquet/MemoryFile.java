package io.edgemq.views.parquet;

import java.util.Arrays;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/// What parquet-java writes, in an array that grows: a file, or a page. One thread.
final class MemoryFile extends PositionOutputStream implements OutputFile {
  private static final int BYTES_MAX = Integer.MAX_VALUE - 8;

  private final int bytesLikelyMax;
  private byte[] bytes;
  private int length;

  /// Both hints, so that the array grows seldom, and then only once.
  ///
  /// @param bytesExpected room to begin with
  /// @param bytesLikelyMax room if that is not enough
  MemoryFile(int bytesExpected, int bytesLikelyMax) {
    this.bytesLikelyMax = bytesLikelyMax;
    bytes = new byte[bytesExpected];
  }

  /// The array with the content, which is as long as [#length()] says.
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /// Starts again from nothing.
  void clear() {
    length = 0;
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) {
    return this;
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) {
    return this;
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }

  @Override
  public long getPos() {
    return length;
  }

  @Override
  public void write(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  @Override
  public void write(byte[] source, int from, int size) {
    room(size);
    System.arraycopy(source, from, bytes, length, size);
    length += size;
  }

  private void room(int size) {
    long needed = (long) length + size;
    if (needed > bytes.length) {
      if (needed > BYTES_MAX) {
        throw new IllegalStateException("a file of " + needed + " bytes does not fit an array");
      }
      long grown =
          needed <= bytesLikelyMax
              ? bytesLikelyMax
              : Math.max(needed, bytes.length + bytes.length / 2L);
      bytes = Arrays.copyOf(bytes, (int) Math.min(grown, BYTES_MAX));
    }
  }
}
