package io.edgemq.views.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/// Compresses pages with zstd, all of a file with one context. parquet-java's own codecs need
/// Hadoop. One thread; [#release()] gives the native memory back.
final class ZstdPages
    implements CompressionCodecFactory, CompressionCodecFactory.BytesInputCompressor {
  /// Room for most pages; it grows for those that are larger.
  private static final int PAGE_BYTES = 1 << 20;

  private final ZstdCompressCtx context = new ZstdCompressCtx();
  private final MemoryFile plain = new MemoryFile(PAGE_BYTES, PAGE_BYTES);
  private byte[] compressed = new byte[(int) Zstd.compressBound(PAGE_BYTES)];

  ZstdPages(int level) {
    context.setLevel(level);
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

  @Override
  public void release() {
    context.close();
  }
}
