package io.edgemq.views.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;

import io.edgemq.storage.frame.FrameReader;
import io.edgemq.storage.wal.SegmentId;
import io.edgemq.views.definition.ViewDefinition;
import io.edgemq.views.file.FinishedFile;
import io.edgemq.views.rows.DeadLetter;
import java.io.IOException;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/// The dead letters of one view and segment as Parquet (docs/format/objects.md): each with its
/// frame, as raw Parquet has it. One thread; there is nothing to close.
///
/// Memory, beside the segment: the file, the pages of one row group, 16 MiB at most, and 16
/// messages uncompressed. Letters of one message one after the other add about a sixteenth of it
/// each.
public final class DeadLetterFile {
  static final String COLUMN = "column";
  static final String REASON = "reason";
  static final String DETAIL = "detail";
  static final String ITEM_INDEX = "item_index";

  /// So that a message which has many letters is in a page many times, and compressed once.
  private static final int LETTERS_OF_A_PAGE_MIN = 16;

  private final MemoryWriter<Letter> writer;

  /// @param id for the file's metadata
  /// @param raw the whole segment, which must not change until the file is finished
  /// @param pages [#pages], not closed here
  public DeadLetterFile(SegmentId id, byte[] raw, ViewDefinition view, ZstdPages pages)
      throws IOException {
    var file = new MemoryFile(ViewLayout.FILE_BYTES_EXPECTED, ViewLayout.FILE_BYTES_LIKELY_MAX);
    var columns = new LetterColumns(raw, view, Metadata.of(id, ViewLayout.WRITER_VERSION, view));
    writer =
        new MemoryWriter.Builder<>(file, columns, pages)
            .withRowGroupSize(ViewLayout.ROW_GROUP_BYTES)
            .withStatisticsTruncateLength(ViewLayout.STATISTICS_BYTES_MAX)
            .withDictionaryEncoding(FrameColumns.PAYLOAD, false)
            .withStatisticsEnabled(FrameColumns.PAYLOAD, false)
            .withMinRowCountForPageSizeCheck(LETTERS_OF_A_PAGE_MIN)
            .open();
  }

  /// What compresses dead letters. The letters of one message, one after the other, each have all
  /// of it, so repetitions are looked for as far away as messages are long.
  public static ZstdPages pages(int zstdLevel) {
    return ZstdPages.ofLongValues(zstdLevel);
  }

  /// Adds a dead letter.
  ///
  /// @param frame of the segment, at the letter's frame
  public void add(FrameReader frame, DeadLetter letter) throws IOException {
    writer.add(new Letter(frame, letter));
  }

  /// The file; takes no letters afterwards.
  public FinishedFile finish() throws IOException {
    return writer.finish();
  }

  private record Letter(FrameReader frame, DeadLetter why) {}

  private static final class LetterColumns extends Columns<Letter> {
    private static final String VIEW = "view";
    private static final String VIEW_VERSION = "view_version";

    private static final MessageType SCHEMA =
        Types.buildMessage()
            .addFields(FrameColumns.SCHEMA.getFields().toArray(Type[]::new))
            .required(BINARY)
            .as(stringType())
            .named(VIEW)
            .required(INT32)
            .named(VIEW_VERSION)
            .optional(BINARY)
            .as(stringType())
            .named(COLUMN)
            .required(BINARY)
            .as(stringType())
            .named(REASON)
            .required(BINARY)
            .as(stringType())
            .named(DETAIL)
            .optional(INT32)
            .named(ITEM_INDEX)
            .named("dead_letter");

    private final byte[] segment;
    private final Binary view;
    private final int version;

    LetterColumns(byte[] segment, ViewDefinition view, Map<String, String> metadata) {
      super(SCHEMA, metadata);
      this.segment = segment;
      this.view = binary(view.name());
      version = view.version();
    }

    private static Binary binary(String text) {
      return Binary.fromConstantByteArray(text.getBytes(UTF_8));
    }

    @Override
    void write(Letter letter, RecordConsumer to) {
      DeadLetter why = letter.why;
      FrameColumns.write(letter.frame, segment, to);
      text(VIEW, view, to);
      number(VIEW_VERSION, version, to);
      why.column().ifPresent(it -> text(COLUMN, binary(it), to));
      text(REASON, binary(why.reason().label()), to);
      text(DETAIL, binary(why.detail()), to);
      why.item().ifPresent(it -> number(ITEM_INDEX, it, to));
    }

    private static void text(String name, Binary value, RecordConsumer to) {
      int field = SCHEMA.getFieldIndex(name);
      to.startField(name, field);
      to.addBinary(value);
      to.endField(name, field);
    }

    private static void number(String name, int value, RecordConsumer to) {
      int field = SCHEMA.getFieldIndex(name);
      to.startField(name, field);
      to.addInteger(value);
      to.endField(name, field);
    }
  }
}
