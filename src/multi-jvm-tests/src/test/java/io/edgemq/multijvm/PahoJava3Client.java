package io.edgemq.multijvm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/// A client of Eclipse Paho for Java, version 3: MQTT 3.1.1.
final class PahoJava3Client implements Client {
  private static final int IN_FLIGHT_MAX = 1000;
  private static final int RECONNECT_MILLIS_MAX = 1000;

  private final MqttAsyncClient client;

  private PahoJava3Client(MqttAsyncClient client) {
    this.client = client;
  }

  static Client connect(Entrance entrance, String clientId, String key) throws Exception {
    var options = new MqttConnectOptions();
    options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
    options.setUserName(USER);
    options.setPassword(key.toCharArray());
    options.setMaxInflight(IN_FLIGHT_MAX);
    options.setAutomaticReconnect(true);
    options.setMaxReconnectDelay(RECONNECT_MILLIS_MAX);
    if (entrance.way().isTls()) {
      options.setSocketFactory(entrance.authority().sockets());
    }
    var client = new MqttAsyncClient(entrance.uri("tcp", "ssl"), clientId, new MemoryPersistence());
    try {
      client.connect(options).waitForCompletion(Await.BOUND.toMillis());
      return new PahoJava3Client(client);
    } catch (MqttException e) {
      client.close(true);
      throw e.getReasonCode() == MqttException.REASON_CODE_NOT_AUTHORIZED
          ? new Refused(e.getReasonCode())
          : e;
    }
  }

  @Override
  public void publish(String topic, int qos, List<String> payloads) throws MqttException {
    List<IMqttDeliveryToken> published = new ArrayList<>();
    for (String payload : payloads) {
      published.add(
          client.publish(topic, payload.getBytes(StandardCharsets.ISO_8859_1), qos, false));
    }
    for (IMqttDeliveryToken one : published) {
      one.waitForCompletion(Await.BOUND.toMillis());
    }
  }

  @Override
  public List<Integer> disconnects() {
    return List.of();
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
}
