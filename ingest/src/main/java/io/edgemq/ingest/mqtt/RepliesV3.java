package io.edgemq.ingest.mqtt;

import org.jspecify.annotations.Nullable;

/// The answers of MQTT 3.1.1. They are also those to a CONNECT of a level that is not served.
final class RepliesV3 implements Replies {
  private static final int ACCEPTED = 0;
  private static final int SUBSCRIPTION_REFUSED = 0x80;

  private final ReplyBuffer out;

  RepliesV3(ReplyBuffer out) {
    this.out = out;
  }

  @Override
  public @Nullable CloseReason accept(Grant grant) {
    connAck(ACCEPTED);
    return null;
  }

  @Override
  public void refuse(ConnectRefusal refusal, String reason, String reference) {
    connAck(refusal.returnCode());
  }

  /// Section 3.2.
  private void connAck(int returnCode) {
    out.put(CONNACK);
    out.put(2);
    out.put(0);
    out.put(returnCode);
  }

  /// Section 3.9.
  @Override
  public void subAck(int packetId, int filters) {
    out.put(SUBACK);
    out.putVariable(2 + filters);
    out.putShort(packetId);
    out.fill(SUBSCRIPTION_REFUSED, filters);
  }

  /// Section 3.11.
  @Override
  public void unsubAck(int packetId, int filters) {
    out.put(UNSUBACK);
    out.put(2);
    out.putShort(packetId);
  }

  /// Section 3.13.
  @Override
  public void pingResponse() {
    out.put(PINGRESP);
    out.put(0);
  }

  /// There is no such packet for servers.
  @Override
  public void disconnect(CloseReason reason, String reference) {}

  @Override
  public boolean isOver() {
    return false;
  }
}
