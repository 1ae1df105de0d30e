package io.edgemq.ops.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/// What a load did and what the server answered.
///
/// Two latencies, because one alone hides what the other shows. `answerMicros` runs from the moment
/// a message was handed to the socket to the moment its PUBACK was read: what the server took, and
/// how long the PUBACK lay there while this generator served other clients (without a rate also
/// while it rested: at most a thirty-second of the latency, and 1 ms). Over HTTP it is that of
/// requests, to the end of their 202, one value for each of them. A generator that waits for a slow
/// server sends fewer messages meanwhile, so this histogram leaves out the wait of those it did not
/// send (coordinated omission). `sinceDueMicros`, in a paced run, runs from the moment the message
/// was *due*, so a message that waited for a full window, a broken connection or for the generator
/// itself counts with the whole wait; the generator's clock ticks in milliseconds, so up to about
/// one of them is its own. Messages due but never sent are in neither: they are `overdue`. In both,
/// a message sent again after a reset counts from the first time.
///
/// @param connected clients that were accepted at least once; over HTTP: had a connection
/// @param refused how many CONNACKs gave which refusal, by return code (3.1.1) or reason code
///   (5.0), with the reason codes of PUBACK and DISCONNECT from 0x80 on; over HTTP how many answers
///   had which status other than 202, and of WebSocket other than 101
/// @param sent distinct messages offered to the sockets
/// @param resent messages repeated after a reset
/// @param acknowledged messages with a PUBACK or a 202, of all connections
/// @param faults PUBACKs that came out of order or for no message in flight
/// @param rejected PUBACKs with a 5.0 reason code of 0x80 or above, answers other than 202
/// @param overdue paced: messages that were due when publishing ended and had not been sent
/// @param connecting wall-clock time until all clients were connected or given up
/// @param publishing from the first message to the end of sending
/// @param settling from the end of sending to the last answer
/// @param answerMicros microseconds from the socket to the PUBACK or 202; values above an hour
///   count as one
/// @param sinceDueMicros microseconds from due to the PUBACK or 202, of each message; empty if not
///   paced
/// @param connections by the number of the connection
/// @param firstLoss why the first connection was lost or not to be had, for people to read; empty
///   if there was none
public record LoadReport(
    int connected,
    SortedMap<Integer, Integer> refused,
    long sent,
    long resent,
    long acknowledged,
    long faults,
    long rejected,
    long overdue,
    Duration connecting,
    Duration publishing,
    Duration settling,
    Histogram answerMicros,
    Histogram sinceDueMicros,
    List<ConnectionReport> connections,
    Optional<String> firstLoss) {

  /// How many messages of a connection are acknowledged: exactly its messages 0 to n - 1.
  public long acknowledged(int connection) {
    return connections.get(connection).acknowledged();
  }

  /// How many connections ended so.
  public int ended(ConnectionEnd how) {
    return (int) connections.stream().filter(one -> one.end() == how).count();
  }

  /// How many connections failed: they ended neither in order nor by a refusal or unsettled.
  public int failed() {
    return ended(ConnectionEnd.REJECTED)
        + ended(ConnectionEnd.UNREACHABLE)
        + ended(ConnectionEnd.RESET)
        + ended(ConnectionEnd.MALFORMED);
  }

  /// How often connections broke.
  public long resets() {
    return connections.stream().mapToLong(ConnectionReport::resets).sum();
  }

  /// Acknowledged messages per second, from the first message to the last answer.
  public double acknowledgedPerSecond() {
    return perSecond(acknowledged);
  }

  /// Distinct messages sent per second, from the first message to the last answer.
  public double sentPerSecond() {
    return perSecond(sent);
  }

  private double perSecond(long messages) {
    long nanos = publishing.plus(settling).toNanos();
    return nanos == 0 ? 0 : messages * 1e9 / nanos;
  }
}
