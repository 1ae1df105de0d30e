package io.edgemq.ingest.mqtt;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The answers of MQTT 5.0. A Reason String is left out where the client takes no packet of that
/// size, and where it does not want one, except in CONNACK (MQTT-3.1.2-29): it is all that a client
/// hears which is turned away. A packet that is too large without it is not sent (MQTT-3.1.2-24,
/// -25).
final class RepliesV5 implements Replies {
  private static final int SESSION_EXPIRY_INTERVAL = 0x11;
  private static final int ASSIGNED_CLIENT_IDENTIFIER = 0x12;
  private static final int SERVER_KEEP_ALIVE = 0x13;
  private static final int SERVER_REFERENCE = 0x1C;
  private static final int REASON_STRING = 0x1F;
  private static final int RECEIVE_MAXIMUM = 0x21;
  private static final int TOPIC_ALIAS_MAXIMUM = 0x22;
  private static final int MAXIMUM_QOS = 0x24;
  private static final int RETAIN_AVAILABLE = 0x25;
  private static final int MAXIMUM_PACKET_SIZE = 0x27;
  private static final int WILDCARD_SUBSCRIPTION_AVAILABLE = 0x28;
  private static final int SUBSCRIPTION_IDENTIFIERS_AVAILABLE = 0x29;
  private static final int SHARED_SUBSCRIPTION_AVAILABLE = 0x2A;

  /// Bytes of a CONNACK without properties.
  private static final int CONNACK_BYTES = 2 + 3;

  /// Bytes of the CONNACK properties that are always there.
  private static final int LIMITS_BYTES = 5 * 2 + 2 * 3 + 2 * 5;

  private static final byte[] NO_TEXT = {};

  private static final String ONLY_RECEIVES = "this server only receives";

  private final ReplyBuffer out;
  private final SessionLimits limits;
  private final ClientTerms terms;
  private final int willQos;
  private final int keepAliveAsked;
  private boolean isOver;

  /// The answers to a client whose CONNECT asks for these terms.
  ///
  /// @param willQos 0 if it has no will
  RepliesV5(
      ReplyBuffer out, SessionLimits limits, ClientTerms terms, int willQos, int keepAliveAsked) {
    this.out = out;
    this.limits = limits;
    this.terms = terms;
    this.willQos = willQos;
    this.keepAliveAsked = keepAliveAsked;
  }

  /// Section 3.2. States every limit, also those that are as the standard has them.
  @Override
  public @Nullable CloseReason accept(Grant grant) {
    if (willQos > grant.publish().qosMax()) { // MQTT-3.2.2-12
      return refuse(CloseReason.QOS_NOT_SUPPORTED);
    }
    byte[] assignedId = grant.assignedClientId().getBytes(StandardCharsets.US_ASCII);
    int keepAlive = limits.terms().keepAliveSeconds(keepAliveAsked);
    int properties =
        LIMITS_BYTES
            + (assignedId.length > 0 ? 3 + assignedId.length : 0)
            + (keepAlive != keepAliveAsked ? 3 : 0);
    if (CONNACK_BYTES + properties > terms.packetBytesMax()) {
      return refuse(CloseReason.CLIENT_LIMIT_TOO_SMALL);
    }
    out.put(CONNACK);
    out.put(3 + properties);
    out.put(0);
    out.put(ReasonCode.SUCCESS);
    out.put(properties);
    putLimits(grant);
    if (assignedId.length > 0) {
      out.put(ASSIGNED_CLIENT_IDENTIFIER);
      out.putBinary(assignedId);
    }
    if (keepAlive != keepAliveAsked) {
      putShort(SERVER_KEEP_ALIVE, keepAlive);
    }
    return null;
  }

  private void putLimits(Grant grant) {
    PublishLimits publish = grant.publish();
    putByte(MAXIMUM_QOS, publish.qosMax());
    putByte(RETAIN_AVAILABLE, 0);
    putByte(WILDCARD_SUBSCRIPTION_AVAILABLE, 0);
    putByte(SUBSCRIPTION_IDENTIFIERS_AVAILABLE, 0);
    putByte(SHARED_SUBSCRIPTION_AVAILABLE, 0);
    putShort(RECEIVE_MAXIMUM, limits.terms().receiveMaximum(grant.ack()));
    putShort(TOPIC_ALIAS_MAXIMUM, limits.terms().topicAliasMaximum());
    out.put(MAXIMUM_PACKET_SIZE);
    out.putInteger(limits.packetBytesMax(publish));
    out.put(SESSION_EXPIRY_INTERVAL);
    out.putInteger(0);
  }

  @Override
  public void refuse(ConnectRefusal refusal, String reason, String reference) {
    connAck(refusal.reasonCode(), reason, reference);
  }

  /// CONNACK for what was found in the CONNECT itself.
  CloseReason refuse(CloseReason reason) {
    connAck(reason.reasonCode(), reason.text(), "");
    return reason;
  }

  private void connAck(int reasonCode, String reason, String reference) {
    byte[] place = fitting(reference, 2, 0);
    byte[] text = fitting(reason, 2, propertyBytes(place));
    int properties = propertyBytes(text) + propertyBytes(place);
    if (packetBytes(2, properties) <= terms.packetBytesMax()) {
      out.put(CONNACK);
      out.putVariable(2 + withLength(properties));
      out.put(0);
      out.put(reasonCode);
      putProperties(text, place);
    }
  }

  /// Section 3.9.
  @Override
  public void subAck(int packetId, int filters) {
    putFilterCodes(
        SUBACK,
        packetId,
        reasonFor(ONLY_RECEIVES, 2 + filters, 0),
        ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR,
        filters);
  }

  /// Section 3.11.
  @Override
  public void unsubAck(int packetId, int filters) {
    putFilterCodes(UNSUBACK, packetId, NO_TEXT, ReasonCode.NO_SUBSCRIPTION_EXISTED, filters);
  }

  private void putFilterCodes(int first, int packetId, byte[] reason, int code, int filters) {
    int start = out.length();
    out.put(first);
    out.putVariable(2 + withLength(propertyBytes(reason)) + filters);
    out.putShort(packetId);
    putReason(reason);
    out.fill(code, filters);
    if (out.length() - start > terms.packetBytesMax()) {
      out.cut(start);
    }
  }

  /// Section 3.13.
  @Override
  public void pingResponse() {
    out.put(PINGRESP);
    out.put(0);
  }

  /// Section 3.14.
  @Override
  public void disconnect(CloseReason reason, String reference) {
    if (isOver || reason.reasonCode() == ReasonCode.NONE) {
      return;
    }
    isOver = true;
    byte[] place = fitting(reference, 1, 0);
    byte[] text = reasonFor(reason.text(), 1, propertyBytes(place));
    out.put(DISCONNECT);
    if (text.length + place.length == 0) {
      out.put(1);
      out.put(reason.reasonCode());
    } else {
      out.putVariable(1 + withLength(propertyBytes(text) + propertyBytes(place)));
      out.put(reason.reasonCode());
      putProperties(text, place);
    }
  }

  @Override
  public boolean isOver() {
    return isOver;
  }

  /// The text of a Reason String for clients that want one, otherwise empty.
  private byte[] reasonFor(String reason, int fieldBytes, int otherBytes) {
    return terms.wantsReasons() ? fitting(reason, fieldBytes, otherBytes) : NO_TEXT;
  }

  /// The text of a property, empty if the packet would be too large with it.
  ///
  /// @param fieldBytes of the packet besides its fixed header and its properties
  /// @param otherBytes of its other properties
  private byte[] fitting(String text, int fieldBytes, int otherBytes) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return packetBytes(fieldBytes, propertyBytes(bytes) + otherBytes) <= terms.packetBytesMax()
        ? bytes
        : NO_TEXT;
  }

  /// Bytes of a packet with so many bytes of properties.
  private static int packetBytes(int fieldBytes, int properties) {
    return 1 + withLength(fieldBytes + withLength(properties));
  }

  private static int withLength(int bytes) {
    return ReplyBuffer.variableBytes(bytes) + bytes;
  }

  private static int propertyBytes(byte[] text) {
    return text.length == 0 ? 0 : 1 + 2 + text.length;
  }

  /// The properties of a packet that has no other.
  private void putReason(byte[] reason) {
    putProperties(reason, NO_TEXT);
  }

  private void putProperties(byte[] reason, byte[] reference) {
    out.putVariable(propertyBytes(reason) + propertyBytes(reference));
    if (reference.length > 0) {
      out.put(SERVER_REFERENCE);
      out.putBinary(reference);
    }
    if (reason.length > 0) {
      out.put(REASON_STRING);
      out.putBinary(reason);
    }
  }

  private void putByte(int property, int value) {
    out.put(property);
    out.put(value);
  }

  private void putShort(int property, int value) {
    out.put(property);
    out.putShort(value);
  }
}
