package io.edgemq.multijvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/// A client of Eclipse Paho for Java, version 5: MQTT 5.0.
final class PahoJava5Client implements Client {
  private static final int RECONNECT_SECONDS_MAX = 1;

  private final MqttAsyncClient client;
  private final Disconnects disconnects;

  private PahoJava5Client(MqttAsyncClient client, Disconnects disconnects) {
    this.client = client;
    this.disconnects = disconnects;
  }

  static Client connect(Entrance entrance, String clientId, String key) throws Exception {
    var options = new MqttConnectionOptions();
    options.setUserName(USER);
    options.setPassword(key.getBytes(StandardCharsets.UTF_8));
    options.setAutomaticReconnect(true);
    options.setAutomaticReconnectDelay(1, RECONNECT_SECONDS_MAX);
    if (entrance.way().isTls()) {
      options.setSocketFactory(entrance.authority().sockets());
    }
    var client = new MqttAsyncClient(entrance.uri("tcp", "ssl"), clientId, new MemoryPersistence());
    var disconnects = new Disconnects();
    client.setCallback(disconnects);
    try {
      client.connect(options).waitForCompletion(Await.BOUND.toMillis());
      return new PahoJava5Client(client, disconnects);
    } catch (MqttException e) {
      client.close(true);
      throw isOfMqtt(e.getReasonCode()) ? new Refused(e.getReasonCode()) : e;
    }
  }

  @Override
  public void publish(String topic, int qos, List<String> payloads) throws MqttException {
    List<IMqttToken> published = new ArrayList<>();
    for (String payload : payloads) {
      published.add(
          client.publish(topic, payload.getBytes(StandardCharsets.ISO_8859_1), qos, false));
    }
    for (IMqttToken one : published) {
      one.waitForCompletion(Await.BOUND.toMillis());
    }
  }

  @Override
  public List<Integer> disconnects() {
    return disconnects.codes;
  }

  @Override
  public void disconnect() throws MqttException {
    client.disconnect().waitForCompletion(Await.BOUND.toMillis());
  }

  @Override
  public void close() throws IOException {
    try {
      client.disconnectForcibly(0, 0, false);
      client.close();
    } catch (MqttException e) {
      throw new IOException(e);
    }
  }

  /// Whether it is a failure that the server has named; the library has numbers of its own.
  private static boolean isOfMqtt(int code) {
    return code >= 0x80 && code <= 0xFF;
  }

  private static final class Disconnects implements MqttCallback {
    private final List<Integer> codes = new CopyOnWriteArrayList<>();

    @Override
    public void disconnected(MqttDisconnectResponse response) {
      if (isOfMqtt(response.getReturnCode())) {
        codes.add(response.getReturnCode());
      }
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void messageArrived(String topic, MqttMessage message) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }
}
