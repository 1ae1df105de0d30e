package io.edgemq.views.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameReader;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;

/// Writes the frame that a reader stands at as one row. Topics and payloads go to the columns as
/// ranges of the segment, which must not change until the file is written.
final class FrameColumns extends Columns<FrameReader> {
  static final String TIMESTAMP = "timestamp";
  static final String FORMAT = "format";
  static final String TOPIC = "topic";
  static final String PAYLOAD = "payload";
  static final String SEGMENT_OFFSET = "segment_offset";

  static final MessageType SCHEMA =
      Types.buildMessage()
          .required(INT64)
          .as(timestampType(true, TimeUnit.MILLIS))
          .named(TIMESTAMP)
          .required(INT32)
          .named(FORMAT)
          .optional(BINARY)
          .as(stringType())
          .named(TOPIC)
          .required(BINARY)
          .named(PAYLOAD)
          .required(INT64)
          .named(SEGMENT_OFFSET)
          .named("frame");

  private final byte[] segment;

  /// @param segment what the readers read
  /// @param metadata key-value metadata of the file
  FrameColumns(byte[] segment, Map<String, String> metadata) {
    super(SCHEMA, metadata);
    this.segment = segment;
  }

  @Override
  void write(FrameReader frame, RecordConsumer to) {
    write(frame, segment, to);
  }

  /// Writes the fields of a frame, which are the first ones of the schema.
  static void write(FrameReader frame, byte[] segment, RecordConsumer to) {
    to.startField(TIMESTAMP, 0);
    to.addLong(frame.timestampMs());
    to.endField(TIMESTAMP, 0);
    to.startField(FORMAT, 1);
    to.addInteger(frame.format());
    to.endField(FORMAT, 1);
    if (frame.format() == Frame.FORMAT_MQTT) {
      to.startField(TOPIC, 2);
      to.addBinary(Binary.fromConstantByteArray(segment, frame.topicFrom(), frame.topicBytes()));
      to.endField(TOPIC, 2);
    }
    to.startField(PAYLOAD, 3);
    to.addBinary(Binary.fromConstantByteArray(segment, frame.messageFrom(), frame.messageBytes()));
    to.endField(PAYLOAD, 3);
    to.startField(SEGMENT_OFFSET, 4);
    to.addLong(frame.offset());
    to.endField(SEGMENT_OFFSET, 4);
  }
}
