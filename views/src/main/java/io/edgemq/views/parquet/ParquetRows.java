package io.edgemq.views.parquet;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;

/// How many rows a Parquet file says it has: of the footer only, which takes no reader and so
/// nothing of Hadoop. Any number of threads.
public final class ParquetRows {
  private static final byte[] MAGIC = "PAR1".getBytes(US_ASCII);

  private ParquetRows() {}

  /// Counts the rows of a whole file in memory.
  ///
  /// @throws IOException if it is no Parquet file
  public static long count(byte[] file) throws IOException {
    return footer(file).getNum_rows();
  }

  /// `PAR1 … footer [length of the footer, little-endian] PAR1`.
  static FileMetaData footer(byte[] file) throws IOException {
    int tail = MAGIC.length + Integer.BYTES;
    if (file.length < MAGIC.length + tail
        || !isMagicAt(file, 0)
        || !isMagicAt(file, file.length - MAGIC.length)) {
      throw new IOException("it does not begin and end with PAR1");
    }
    int footerBytes =
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - tail);
    int from = file.length - tail - footerBytes;
    if (footerBytes <= 0 || from < MAGIC.length) {
      throw new IOException("a footer of " + footerBytes + " bytes");
    }
    try {
      return Util.readFileMetaData(new ByteArrayInputStream(file, from, footerBytes));
    } catch (RuntimeException e) { // what parquet-java throws of some bytes that are none
      throw new IOException("its footer cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isMagicAt(byte[] file, int at) {
    return Arrays.equals(file, at, at + MAGIC.length, MAGIC, 0, MAGIC.length);
  }
}
