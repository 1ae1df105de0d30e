package io.edgemq.views.parquet;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.ColumnProjection;
import io.edgemq.views.rows.Choice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// The rows of a segment that the dead letters in a file are of. Not changed once it is made; any
/// thread may ask.
public final class DeadLetterPlaces implements Choice {
  /// By offset of the frame; empty where the message is the row.
  private final Map<Long, BitSet> items = new HashMap<>();

  private DeadLetterPlaces() {}

  /// Reads them out of a whole file in memory.
  ///
  /// @throws IOException if it is no file of dead letters
  public static DeadLetterPlaces read(byte[] file) throws IOException {
    var places = new DeadLetterPlaces();
    try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(file)));
        RowReader rows =
            reader
                .buildRowReader()
                .projection(
                    ColumnProjection.columns(
                        FrameColumns.SEGMENT_OFFSET, DeadLetterFile.ITEM_INDEX))
                .build()) {
      while (rows.hasNext()) {
        rows.next();
        places.add(
            rows.getLong(FrameColumns.SEGMENT_OFFSET),
            rows.isNull(DeadLetterFile.ITEM_INDEX) ? -1 : rows.getInt(DeadLetterFile.ITEM_INDEX));
      }
    } catch (RuntimeException e) { // what the reader throws of some bytes that are none
      throw new IOException("no dead letters can be read: " + e.getMessage(), e);
    }
    return places;
  }

  private void add(long offset, int item) {
    BitSet of = items.computeIfAbsent(offset, _ -> new BitSet());
    if (item >= 0) {
      of.set(item);
    }
  }

  @Override
  public boolean hasFrame(long offset) {
    return items.containsKey(offset);
  }

  @Override
  public boolean hasItem(long offset, int item) {
    BitSet of = items.get(offset);
    return of != null && (of.isEmpty() || of.get(item));
  }
}
