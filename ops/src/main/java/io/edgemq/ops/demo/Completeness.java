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
import java.util.stream.Stream;

/// Holds the frames of committed segments against the readings that were published: which of them
/// are there, byte for byte, payload and, of MQTT, topic. Devices have the numbers of the
/// connections over MQTT, and behind them those over HTTP. A reading's number is found in its
/// payload, and the reading is then made again and compared, so a damaged one does not count.
final class Completeness {
  private final List<ConnectionReport> connections;
  private final int overMqtt;
  private final List<BitSet> found = new ArrayList<>();
  private final NumberedReadings readings = new NumberedReadings();
  private final byte[] expected = new byte[readings.messageBytesMax()];
  private long duplicates;
  private long foreign;

  /// What is missing of a connection.
  ///
  /// @param device its number
  /// @param count how many acknowledged messages
  /// @param first the number of the first of them
  record Missing(int device, int count, int first) {}

  /// @param overMqtt what was sent and acknowledged, by the number of the connection
  /// @param overHttp the same over HTTP; their devices come behind those of MQTT
  Completeness(List<ConnectionReport> overMqtt, List<ConnectionReport> overHttp) {
    this.overMqtt = overMqtt.size();
    connections = Stream.concat(overMqtt.stream(), overHttp.stream()).toList();
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
    long device = digits.next();
    long sequence = digits.next();
    if (device < 0
        || device >= connections.size()
        || sequence < 0
        || sequence >= connections.get((int) device).sent()
        || !isReading(raw, reader, (int) device, sequence)) {
      foreign++;
      return;
    }
    BitSet bits = found.get((int) device);
    int bit = Math.toIntExact(sequence);
    if (bits.get(bit)) {
      duplicates++;
    } else {
      bits.set(bit);
    }
  }

  private boolean isReading(byte[] raw, FrameReader reader, int device, long sequence) {
    ByteBuffer out = ByteBuffer.wrap(expected);
    int from;
    if (device < overMqtt) {
      if (reader.format() != Frame.FORMAT_MQTT) {
        return false;
      }
      from = reader.topicFrom();
      readings.topic(device, sequence, out); // as in the frame: the payload is right behind it
    } else {
      if (reader.format() != Frame.FORMAT_HTTP) {
        return false;
      }
      from = reader.messageFrom();
    }
    readings.payload(device, sequence, out);
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
    for (int device = 0; device < connections.size(); device++) {
      int acknowledged = Math.toIntExact(connections.get(device).acknowledged());
      BitSet bits = found.get(device);
      int count = acknowledged - bits.get(0, acknowledged).cardinality();
      if (count > 0) {
        missing.add(new Missing(device, count, bits.nextClearBit(0)));
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
