package io.edgemq.ingest.mqtt;

import org.jspecify.annotations.Nullable;

/// What is said to a client in the protocol that it speaks. Built into the [ReplyBuffer] of the
/// session; PUBACK is built where messages are taken.
sealed interface Replies permits RepliesV3, RepliesV5 {
  int CONNACK = 0x20;
  int SUBACK = 0x90;
  int UNSUBACK = 0xB0;
  int PINGRESP = 0xD0;
  int DISCONNECT = 0xE0;

  /// CONNACK that lets the client in. No session outlives its connection, so none is present.
  ///
  /// @return why this client cannot be let in after all, which it was told; null if it is in
  @Nullable CloseReason accept(Grant grant);

  /// CONNACK that turns the client away.
  ///
  /// @param reason the same in words (ASCII), for where the protocol has room for it
  /// @param reference where to go instead (ASCII), empty: nowhere
  void refuse(ConnectRefusal refusal, String reason, String reference);

  /// SUBACK that refuses each of `filters`.
  void subAck(int packetId, int filters);

  /// UNSUBACK for `filters` that were never subscribed to.
  void unsubAck(int packetId, int filters);

  /// One or the other.
  default void answer(PacketAction action, FilterList.Sound packet) {
    if (action == PacketAction.UNSUBSCRIBE) {
      unsubAck(packet.packetId(), packet.filters());
    } else {
      subAck(packet.packetId(), packet.filters());
    }
  }

  /// PINGRESP.
  void pingResponse();

  /// Tells a connected client why its connection ends, if there is a way to.
  ///
  /// @param reference where to go instead (ASCII), empty: nowhere
  void disconnect(CloseReason reason, String reference);

  /// Whether the client was told so; then nothing may follow (MQTT 5.0, MQTT-3.14.4-1).
  boolean isOver();
}
