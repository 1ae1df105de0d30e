package io.edgemq.views.parquet;

import dev.hardwood.InputFile;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.schema.ColumnProjection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// What is in a file of dead letters, of which nobody knows who wrote it: one that would take much
/// memory is not read. Any number of threads.
public final class DeadLetters {
  /// What a [DeadLetterFile] has in a page of the largest messages there usually are, twice.
  private static final int PAGE_BYTES_MAX = 32 << 20;

  private DeadLetters() {}

  /// A dead letter and its message.
  ///
  /// @param topic null for HTTP
  /// @param payload the message, or its beginning
  /// @param payloadBytes of the whole message
  /// @param column null where it is of none
  /// @param item of the message's items, or empty where the message is the row
  /// @param offset of the frame in its segment
  @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
  public record Letter(
      Instant time,
      @Nullable String topic,
      byte[] payload,
      int payloadBytes,
      long offset,
      @Nullable String column,
      String reason,
      String detail,
      OptionalInt item) {}

  /// How many dead letters there are for each reason.
  ///
  /// @param file a whole one
  /// @param rowsMax more are refused
  /// @throws IOException if it is no file of dead letters, or too large
  public static Map<String, Long> byReason(byte[] file, long rowsMax) throws IOException {
    check(file, rowsMax);
    var counts = new HashMap<String, Long>();
    try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(file)));
        RowReader rows =
            reader
                .buildRowReader()
                .projection(ColumnProjection.columns(DeadLetterFile.REASON))
                .build()) {
      while (rows.hasNext()) {
        rows.next();
        counts.merge(text(rows, DeadLetterFile.REASON), 1L, Long::sum);
      }
    } catch (RuntimeException e) { // what the reader throws of some bytes that are none
      throw new IOException("no dead letters can be read: " + e.getMessage(), e);
    }
    return counts;
  }

  /// The last dead letters of a file, the last one first.
  ///
  /// @param file a whole one
  /// @param max so many at most, from 1
  /// @param payloadMax so many bytes of each message at most
  /// @throws IOException if it is no file of dead letters, or too large
  public static List<Letter> last(byte[] file, int max, int payloadMax) throws IOException {
    check(file, Long.MAX_VALUE);
    var letters = new ArrayList<Letter>();
    try (ParquetFileReader reader = ParquetFileReader.open(InputFile.of(ByteBuffer.wrap(file)));
        RowReader rows = reader.buildRowReader().tail(max).build()) {
      while (rows.hasNext()) {
        rows.next();
        letters.add(letter(rows, payloadMax));
      }
    } catch (RuntimeException e) { // what the reader throws of some bytes that are none
      throw new IOException("no dead letters can be read: " + e.getMessage(), e);
    }
    return letters.reversed();
  }

  private static void check(byte[] file, long rowsMax) throws IOException {
    long rows = ParquetRows.count(file);
    if (rows > rowsMax) {
      throw new IOException("it has %d rows, of at most %d".formatted(rows, rowsMax));
    }
    long page = PageSizes.largest(file);
    if (page > PAGE_BYTES_MAX) {
      throw new IOException(
          "it has a page of %d bytes, of at most %d".formatted(page, PAGE_BYTES_MAX));
    }
  }

  private static Letter letter(RowReader row, int payloadMax) {
    String item = DeadLetterFile.ITEM_INDEX;
    byte[] payload = row.getBinary(FrameColumns.PAYLOAD);
    return new Letter(
        row.getTimestamp(FrameColumns.TIMESTAMP),
        orNull(row, FrameColumns.TOPIC),
        payload.length <= payloadMax ? payload : Arrays.copyOf(payload, payloadMax),
        payload.length,
        row.getLong(FrameColumns.SEGMENT_OFFSET),
        orNull(row, DeadLetterFile.COLUMN),
        text(row, DeadLetterFile.REASON),
        text(row, DeadLetterFile.DETAIL),
        row.isNull(item) ? OptionalInt.empty() : OptionalInt.of(row.getInt(item)));
  }

  private static @Nullable String orNull(RowReader row, String column) {
    return row.isNull(column) ? null : row.getString(column);
  }

  private static String text(RowReader row, String column) {
    return row.isNull(column) ? "" : row.getString(column);
  }
}
