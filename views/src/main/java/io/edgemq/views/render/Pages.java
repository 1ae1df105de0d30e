package io.edgemq.views.render;

import io.edgemq.views.parquet.DeadLetterFile;
import io.edgemq.views.parquet.ZstdPages;
import org.jspecify.annotations.Nullable;

/// What compresses the pages of all files of a segment, made when it is needed.
final class Pages implements AutoCloseable {
  private final int zstdLevel;
  private @Nullable ZstdPages ofRows;
  private @Nullable ZstdPages ofDeadLetters;

  Pages(int zstdLevel) {
    this.zstdLevel = zstdLevel;
  }

  ZstdPages ofRows() {
    if (ofRows == null) {
      ofRows = new ZstdPages(zstdLevel);
    }
    return ofRows;
  }

  ZstdPages ofDeadLetters() {
    if (ofDeadLetters == null) {
      ofDeadLetters = DeadLetterFile.pages(zstdLevel);
    }
    return ofDeadLetters;
  }

  @Override
  public void close() {
    if (ofRows != null) {
      ofRows.close();
    }
    if (ofDeadLetters != null) {
      ofDeadLetters.close();
    }
  }
}
