package io.edgemq.ops.demo;

import io.edgemq.ops.load.ConnectionReport;
import io.edgemq.ops.load.NumberedReadings;
import io.edgemq.storage.frame.Frame;
import io.edgemq.storage.frame.FrameReader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/// Holds the frames of committed segments against the readings that were published: which of them
/// are there, byte for byte, topic and payload. A reading's number is found in its payload, and the
/// reading is then made again and compared, so a damaged one does not count.
final class Completeness {
  private final List<ConnectionReport> connections;
  private final List<BitSet> found = new ArrayList<>();
  private final NumberedReadings readings = new NumberedReadings();
  private final byte[] expected = new byte[readings.messageBytesMax()];
  private long duplicates;
  private long foreign;

  /// What is missing of a connection.
  ///
  /// @param connection its number
  /// @param count how many acknowledged messages
  /// @param first the number of the first of them
  record Missing(int connection, int count, int first) {}

  /// @param connections what was sent and acknowledged, by the number of the connection
  Completeness(List<ConnectionReport> connections) {
    this.connections = List.copyOf(connections);
    connections.forEach(_ -> found.add(new BitSet()));
  }

  /// Counts the frames of a segment.
  void add(byte[] raw) {
    var reader = new FrameReader(raw, 0, raw.length);
    while (reader.next()) {
      count(raw, reader);
    }
  }

  private void count(byte[] raw, FrameReader reader) {
    var digits =
        new Digits(raw, reader.messageFrom(), reader.messageFrom() + reader.messageBytes());
    long connection = digits.next();
    long sequence = digits.next();
    if (connection < 0
        || connection >= connections.size()
        || sequence < 0
        || sequence >= connections.get((int) connection).sent()
        || !isReading(raw, reader, (int) connection, sequence)) {
      foreign++;
      return;
    }
    BitSet bits = found.get((int) connection);
    int bit = Math.toIntExact(sequence);
    if (bits.get(bit)) {
      duplicates++;
    } else {
      bits.set(bit);
    }
  }

  private boolean isReading(byte[] raw, FrameReader reader, int connection, long sequence) {
    if (reader.format() != Frame.FORMAT_MQTT) {
      return false;
    }
    ByteBuffer out = ByteBuffer.wrap(expected);
    readings.topic(connection, sequence, out);
    readings.payload(connection, sequence, out); // as in the frame: right behind the topic
    int from = reader.topicFrom();
    int to = reader.messageFrom() + reader.messageBytes();
    return Arrays.equals(raw, from, to, expected, 0, out.position());
  }

  /// Acknowledged messages.
  long acknowledged() {
    return connections.stream().mapToLong(ConnectionReport::acknowledged).sum();
  }

  /// Acknowledged messages that were found.
  long found() {
    return acknowledged() - missing().stream().mapToInt(Missing::count).sum();
  }

  /// Messages that were found and never acknowledged: nothing was promised about them.
  long unpromised() {
    return found.stream().mapToLong(BitSet::cardinality).sum() - found();
  }

  /// Frames that hold a message again which was found before.
  long duplicates() {
    return duplicates;
  }

  /// Frames that hold none of the messages.
  long foreign() {
    return foreign;
  }

  /// Connections of which acknowledged messages were not found.
  List<Missing> missing() {
    var missing = new ArrayList<Missing>();
    for (int connection = 0; connection < connections.size(); connection++) {
      int acknowledged = Math.toIntExact(connections.get(connection).acknowledged());
      BitSet bits = found.get(connection);
      int count = acknowledged - bits.get(0, acknowledged).cardinality();
      if (count > 0) {
        missing.add(new Missing(connection, count, bits.nextClearBit(0)));
      }
    }
    return missing;
  }

  /// The decimal numbers in a stretch of bytes, one after the other.
  private static final class Digits {
    private static final int DIGITS_MAX = 18;

    private final byte[] bytes;
    private final int to;
    private int at;

    Digits(byte[] bytes, int from, int to) {
      this.bytes = bytes;
      this.at = from;
      this.to = to;
    }

    /// The next number; -1 if there is none that fits.
    long next() {
      while (at < to && !isDigit(bytes[at])) {
        at++;
      }
      int from = at;
      long number = 0;
      while (at < to && isDigit(bytes[at]) && at - from < DIGITS_MAX) {
        number = number * 10 + (bytes[at] - '0');
        at++;
      }
      return at == from ? -1 : number;
    }

    private static boolean isDigit(byte character) {
      return character >= '0' && character <= '9';
    }
  }
}
