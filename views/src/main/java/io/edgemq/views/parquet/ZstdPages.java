package io.edgemq.views.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// Compresses pages with zstd, all of any number of files with one context. parquet-java's own
/// codecs need Hadoop. One thread; [#close()] gives the native memory back.
public final class ZstdPages
    implements CompressionCodecFactory,
        CompressionCodecFactory.BytesInputCompressor,
        AutoCloseable {
  /// Room for most pages; it grows for those that are larger.
  private static final int PAGE_BYTES = 1 << 20;

  /// 16 MiB; every zstd reads windows of up to 128 MiB without being asked.
  private static final int WINDOW_LOG = 24;

  private final ZstdCompressCtx context = new ZstdCompressCtx();
  private final MemoryFile plain = new MemoryFile(PAGE_BYTES, PAGE_BYTES);
  private byte[] compressed = new byte[(int) Zstd.compressBound(PAGE_BYTES)];

  /// @param level 1 is fastest, 19 is smallest
  public ZstdPages(int level) {
    context.setLevel(level);
  }

  /// For pages in which long values come back: they are found however long they are.
  static ZstdPages ofLongValues(int level) {
    var pages = new ZstdPages(level);
    pages.context.setLong(WINDOW_LOG);
    return pages;
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    if (codec != CompressionCodecName.ZSTD) {
      throw new IllegalArgumentException(codec + " is not zstd");
    }
    return this;
  }

  /// What is returned is good until the next page is compressed; parquet-java copies it before.
  @Override
  public BytesInput compress(BytesInput page) throws IOException {
    plain.clear();
    page.writeAllTo(plain);
    int bound = Math.toIntExact(Zstd.compressBound(plain.length()));
    if (compressed.length < bound) {
      compressed = new byte[bound];
    }
    int size =
        context.compressByteArray(
            compressed, 0, compressed.length, plain.bytes(), 0, plain.length());
    return BytesInput.from(compressed, 0, size);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    throw new UnsupportedOperationException("only for writing");
  }

  @Override
  public CompressionCodecName getCodecName() {
    return CompressionCodecName.ZSTD;
  }

  /// What parquet-java calls at the end of a file.
  @Override
  public void release() {}

  @Override
  public void close() {
    context.close();
  }
}
