package io.edgemq.ops.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/// A client that speaks MQTT: keeps its window full of PUBLISHes and checks the PUBACKs.
final class MqttClient extends Client {
  private final LoadProtocol.Mqtt mqtt;
  private final PublishEncoder encoder;
  private final int number;
  private final MqttPublisher publisher;
  private boolean owesPing;
  private long pings;
  private long keepAliveNanos;

  /// @param encoder shared by the clients of the thread
  /// @param number of the connection in the whole run
  MqttClient(
      Lane lane,
      LoadProtocol.Mqtt mqtt,
      PublishEncoder encoder,
      int number,
      MqttPublisher publisher) {
    super(lane, publisher);
    this.mqtt = mqtt;
    this.encoder = encoder;
    this.number = number;
    this.publisher = publisher;
    // A PINGRESP tells that the server has read everything before the PINGREQ.
    owesPing = mqtt.qos() == 0;
  }

  @Override
  void greet(Link current) throws IOException {
    pings = 0;
    keepAliveNanos = 0;
    ByteBuffer out = encoder.begin();
    MqttPackets.putConnect(
        out, mqtt, mqtt.clientIdPrefix() + number, lane.plan.credentials().apply(number));
    current.write(encoder.end());
  }

  @Override
  void take(ByteBuffer in, long nowNanos) throws IOException {
    try {
      do {
        publisher.takePubacks(in, nowNanos);
      } while (takePacket(in, nowNanos));
    } finally {
      publisher.recordLatency(nowNanos);
    }
  }

  /// Sends a PINGREQ where there is a keep alive: its own, or that which a 5.0 server has asked
  /// for.
  @Override
  void keepAlive(Link current, long nowNanos) throws IOException {
    if (keepAliveNanos > 0
        && nowNanos - publishedNanos > keepAliveNanos / 2
        && !current.isBacklogged()) {
      publishedNanos = nowNanos;
      ping(current);
    }
  }

  @Override
  boolean isAnswered(Link current) throws IOException {
    if (owesPing) {
      owesPing = false;
      ping(current);
    }
    return publisher.isAnswered() && pings == 0;
  }

  @Override
  void takeLeave(Link current) throws IOException {
    MqttPackets.putDisconnect(encoder.begin());
    current.write(encoder.end());
  }

  /// Takes out one packet of any kind.
  ///
  /// @return false if it is not there in full
  private boolean takePacket(ByteBuffer in, long nowNanos) throws IOException {
    int start = in.position();
    int length = MqttPackets.remainingLength(in);
    int at = start + 1 + MqttPackets.variableBytes(length);
    if (length > in.capacity() - (at - start)) {
      throw new ProtocolException("packet of " + length + " bytes");
    }
    if (length < 0 || length > in.limit() - at) {
      return false;
    }
    in.position(at + length);
    int type = in.get(start) & 0xFF;
    if (!isOpen() && type == MqttPackets.CONNACK) {
      greeted(MqttPackets.connack(in.slice(at, length)), nowNanos);
    } else if (isOpen() && type == MqttPackets.PUBACK && length >= 2) {
      puback(in.getShort(at) & 0xFFFF, length > 2 ? in.get(at + 2) & 0xFF : 0, nowNanos);
    } else if (isOpen() && type == MqttPackets.PINGRESP && pings > 0) {
      pings--;
      lane.tally.lastAnswerNanos = nowNanos;
    } else if (type == MqttPackets.DISCONNECT) {
      disconnected(length > 0 ? in.get(at) & 0xFF : 0);
      throw new EOFException("DISCONNECT by the server");
    } else {
      throw new ProtocolException(
          "packet " + type + " of " + length + " bytes, open is " + isOpen());
    }
    return true;
  }

  private void greeted(MqttPackets.Connack connack, long nowNanos) throws IOException {
    if (connack.code() != 0) {
      lane.tally.refused.merge(connack.code(), 1, Integer::sum);
      throw new Over(ConnectionEnd.REFUSED, connack.isPassing(), "CONNACK " + connack.code());
    }
    publisher.open(connack.receiveMaximum());
    int ofServer = connack.serverKeepAlive();
    keepAliveNanos = (ofServer > 0 ? ofServer : mqtt.keepAliveSeconds()) * 1_000_000_000L;
    opened(nowNanos);
  }

  /// A 5.0 server says why it closes the connection.
  private void disconnected(int reason) {
    if (reason >= MqttPackets.FAILURE) {
      lane.tally.refused.merge(reason, 1, Integer::sum);
    }
  }

  private void puback(int packetId, int reason, long nowNanos) throws IOException {
    if (reason >= MqttPackets.FAILURE) {
      lane.tally.rejected++;
      lane.tally.refused.merge(reason, 1, Integer::sum);
      throw new Over(ConnectionEnd.REJECTED, false, "PUBACK reason " + reason);
    }
    publisher.puback(packetId, nowNanos);
  }

  private void ping(Link current) throws IOException {
    MqttPackets.putPingreq(encoder.begin());
    current.write(encoder.end());
    current.watch(false);
    pings++;
  }
}
