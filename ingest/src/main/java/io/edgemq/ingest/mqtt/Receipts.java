package io.edgemq.ingest.mqtt;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.edgemq.storage.wal.LogPosition;
import io.edgemq.storage.wal.Receipt;
import java.util.TreeMap;

/// The PUBACKs of a client of MQTT 5.0 that wants to know where its messages stand: with the user
/// property `receipt` (section 3.4.2.2.3, [Receipt]). As that is known only when a batch is
/// durable, notes take the place of PUBACKs until they are due. Plain, of one session.
///
/// A receipt is left out where the client takes no packet of that size (MQTT-3.4.2-3), and where
/// the answer that had the position was lost between nodes.
final class Receipts {
  /// Bytes of a note: packet id, reason code, offset of the frame in its batch.
  static final int NOTE_BYTES = 2 + 1 + 4;

  private static final int PUBACK = 0x40;
  private static final int USER_PROPERTY = 0x26;
  private static final byte[] NAME = "receipt".getBytes(US_ASCII);

  private final long packetBytesMax;

  /// Where batches stand, by their sequences.
  private final TreeMap<Long, LogPosition> positions = new TreeMap<>();

  /// @param packetBytesMax largest packet that the client takes
  Receipts(long packetBytesMax) {
    this.packetBytesMax = packetBytesMax;
  }

  /// Writes a note.
  ///
  /// @param frameOffset in the batch; any where the message is refused
  static void note(byte[] notes, int at, int packetId, int reasonCode, int frameOffset) {
    notes[at] = (byte) (packetId >>> 8);
    notes[at + 1] = (byte) packetId;
    notes[at + 2] = (byte) reasonCode;
    for (int i = 0; i < 4; i++) {
      notes[at + 3 + i] = (byte) (frameOffset >>> (8 * (3 - i)));
    }
  }

  /// A batch is durable there. A log that took over may say it anew.
  void placed(long sequence, LogPosition position) {
    positions.put(sequence, position);
  }

  /// Makes PUBACKs of the notes of a batch, or of what belongs to none, where there is no position.
  void putPubAcks(ReplyBuffer out, long sequence, byte[] notes, int noteBytes) {
    LogPosition position = positions.get(sequence);
    byte[] prefix = {};
    for (int at = 0; at < noteBytes; at += NOTE_BYTES) {
      int reasonCode = notes[at + 2] & 0xFF;
      if (position != null && reasonCode == ReasonCode.SUCCESS) {
        prefix = prefix.length > 0 ? prefix : Receipt.prefix(position.segment()).getBytes(US_ASCII);
        long offset = position.offset() + frameOffset(notes, at);
        putWithReceipt(out, notes, at, prefix, Long.toString(offset).getBytes(US_ASCII));
      } else {
        putPlain(out, notes, at, reasonCode);
      }
    }
  }

  /// What is known of batches up to and including this is not needed any more.
  void forget(long sequence) {
    positions.headMap(sequence, true).clear();
  }

  private void putWithReceipt(ReplyBuffer out, byte[] notes, int at, byte[] prefix, byte[] offset) {
    int valueBytes = prefix.length + offset.length;
    int properties = 1 + 2 + NAME.length + 2 + valueBytes;
    int remaining = 2 + 1 + ReplyBuffer.variableBytes(properties) + properties;
    if (1 + ReplyBuffer.variableBytes(remaining) + remaining > packetBytesMax) {
      putPlain(out, notes, at, ReasonCode.SUCCESS);
      return;
    }
    out.put(PUBACK);
    out.putVariable(remaining);
    out.put(notes[at]);
    out.put(notes[at + 1]);
    out.put(ReasonCode.SUCCESS);
    out.putVariable(properties);
    out.put(USER_PROPERTY);
    out.putBinary(NAME);
    out.putShort(valueBytes);
    out.putBytes(prefix);
    out.putBytes(offset);
  }

  /// The short form of success, or the one that has a reason and no properties.
  private static void putPlain(ReplyBuffer out, byte[] notes, int at, int reasonCode) {
    boolean isSuccess = reasonCode == ReasonCode.SUCCESS;
    out.put(PUBACK);
    out.put(isSuccess ? 2 : 3);
    out.put(notes[at]);
    out.put(notes[at + 1]);
    if (!isSuccess) {
      out.put(reasonCode);
    }
  }

  private static int frameOffset(byte[] notes, int at) {
    int offset = 0;
    for (int i = 0; i < 4; i++) {
      offset = (offset << 8) | (notes[at + 3 + i] & 0xFF);
    }
    return offset;
  }
}
