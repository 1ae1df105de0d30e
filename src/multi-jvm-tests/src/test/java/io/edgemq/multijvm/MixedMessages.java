package io.edgemq.multijvm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.ops.load.MessageSource;
import java.nio.ByteBuffer;

/// Messages of devices that views take, and of others: in turn one of each kind. No two are equal.
final class MixedMessages implements MessageSource {
  private static final int BYTES_MAX = 1024;

  /// What a folder cannot be named after as it is, in JSON.
  private static final String[] SITES = {
    "\"a/b\"", "\"k=v\"", "\"50%\"", "\"x y\"", "\"ü\"", "\"NULL\"", "\"1\"", "\"01\"", "null"
  };

  private static final String[] NOTES = {
    "\"say \\\"hi\\\", ü\\nthere\"", "\"\"", "\" , \"", "null"
  };

  /// A topic, and a payload with `DEVICE` and `SEQ` in it, one character for each byte.
  private record Kind(String topic, String payload) {}

  private static final Kind[] KINDS = {
    kind("temperature", "{'device_id':'DEVICE','temp':12.25,'seq':SEQ,'site':'north','line':'1'}"),
    kind("temperature", "{'device_id':'DEVICE','temp':'21.5','seq':SEQ}"),
    kind("temperature", "{'device_id':'DEVICE','temp':null,'seq':9007199254740993}"),
    kind("temperature", "{'device_id':'DEVICE','temp':-SEQ.125}"),
    kind("temperature", "{'device_id':'DEVICE','temp':'hot','seq':SEQ}"),
    kind("temperature", "{'device_id':'DEVICE','temp':20,'seq':1.5}"),
    kind("temperature", "{'temp':1e2,'seq':SEQ,'serial':'DEVICE'}"),
    kind("temperature", "{'device_id':'DEVICE','temp':"),
    kind("temperature", "{'device_id':'DEVICE','unit':'\u00ff'}"),
    kind("humidity", "{'device_id':'DEVICE','temp':'hot','seq':SEQ}"),
    kind("humidity", "DEVICE"),
    kind(
        "batch",
        "{'device_id':'DEVICE','values':[{'n':0,'v':1.5},{'n':1,'v':'x'},{'n':SEQ},{'n':3.5,'v':2}]}"),
    kind("batch", "{'device_id':'DEVICE','values':{'n':1}}"),
    kind("batch", "{'device_id':'DEVICE','values':[]}"),
    kind("batch", "{'device_id':'DEVICE','values':null}"),
    kind("k=5% ü", "{'device_id':'DEVICE','seq':SEQ,'site':SITE,'line':'a b','note':NOTE}"),
  };

  private static Kind kind(String topic, String payload) {
    return new Kind(topic, payload.replace('\'', '"'));
  }

  private static Kind kind(long sequence) {
    return KINDS[(int) (sequence % KINDS.length)];
  }

  /// The topic of a message.
  static String topic(int connection, long sequence) {
    return "sensors/m-%d/%s".formatted(connection, kind(sequence).topic);
  }

  /// The payload of a message, one character for each byte.
  static String payload(int connection, long sequence) {
    long round = sequence / KINDS.length;
    return kind(sequence)
        .payload
        .replace("DEVICE", "m-%d-%d".formatted(connection, sequence))
        .replace("SEQ", Long.toString(sequence))
        .replace("SITE", bytes(SITES[(int) (round % SITES.length)]))
        .replace("NOTE", bytes(NOTES[(int) (round % NOTES.length)]));
  }

  private static String bytes(String text) {
    return new String(text.getBytes(UTF_8), ISO_8859_1);
  }

  @Override
  public int messageBytesMax() {
    return BYTES_MAX;
  }

  @Override
  public void topic(int connection, long sequence, ByteBuffer out) {
    out.put(topic(connection, sequence).getBytes(UTF_8));
  }

  @Override
  public void payload(int connection, long sequence, ByteBuffer out) {
    out.put(payload(connection, sequence).getBytes(ISO_8859_1));
  }
}
