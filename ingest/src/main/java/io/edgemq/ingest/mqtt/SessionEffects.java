package io.edgemq.ingest.mqtt;

import io.edgemq.storage.frame.FrameBatch;

/// What a session wants done. Called only from inside a call of the session, on that thread. An
/// effect may answer at once by calling the session back.
public interface SessionEffects {
  /// A sound CONNECT was read. To be answered by [MqttSession#accepted] or [MqttSession#refused].
  void authenticate(ConnectRequest request);

  /// A batch is to be appended. To be answered by [MqttSession#acknowledged].
  ///
  /// @param sequence 1, 2, 3, … per session; a batch that is sent again keeps its own
  void append(FrameBatch batch, long sequence);

  /// So many messages of the chunk were not stored, because their topics are not allowed. What the
  /// client is told is settled.
  void forbidden(int messages);

  /// Bytes for the client, in this order. They are handed over: the session does not touch them
  /// again.
  void write(byte[] bytes, int from, int length);

  /// The session is over; said once, behind everything that was to be appended or written. The
  /// transport closes once what was written is out. Batches may still be unacknowledged: they
  /// become durable all the same, and the acknowledgements that [MqttSession#acknowledged] then
  /// writes are lost with the client.
  void close(CloseReason reason);
}
