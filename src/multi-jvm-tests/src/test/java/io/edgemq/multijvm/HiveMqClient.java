package io.edgemq.multijvm;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttClientTransportConfig;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttClientAutoReconnect;
import com.hivemq.client.mqtt.lifecycle.MqttClientDisconnectedContext;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt3.Mqtt3AsyncClient;
import com.hivemq.client.mqtt.mqtt3.Mqtt3Client;
import com.hivemq.client.mqtt.mqtt3.exceptions.Mqtt3ConnAckException;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5ConnAckException;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A client of the library HiveMQ. It has one interface for each version of MQTT.
final class HiveMqClient implements Client {
  private static final MqttClientAutoReconnect SOON =
      MqttClientAutoReconnect.builder()
          .initialDelay(200, TimeUnit.MILLISECONDS)
          .maxDelay(1, TimeUnit.SECONDS)
          .build();

  private final Publisher publisher;
  private final Supplier<CompletableFuture<Void>> disconnect;
  private final List<Integer> disconnects;

  private interface Publisher {
    CompletableFuture<?> publish(String topic, MqttQos qos, byte[] payload);
  }

  private HiveMqClient(
      Publisher publisher,
      Supplier<CompletableFuture<Void>> disconnect,
      List<Integer> disconnects) {
    this.publisher = publisher;
    this.disconnect = disconnect;
    this.disconnects = disconnects;
  }

  /// Of MQTT 3.1.1.
  static Client mqtt3(Entrance entrance, String clientId, String key) throws Exception {
    Mqtt3AsyncClient client =
        Mqtt3Client.builder()
            .identifier(clientId)
            .transportConfig(transport(entrance))
            .automaticReconnect(SOON)
            .addDisconnectedListener(HiveMqClient::disconnected)
            .simpleAuth()
            .username(USER)
            .password(key.getBytes(StandardCharsets.UTF_8))
            .applySimpleAuth()
            .buildAsync();
    await(client.connect());
    return new HiveMqClient(
        (topic, qos, payload) -> client.publishWith().topic(topic).qos(qos).payload(payload).send(),
        client::disconnect,
        List.of());
  }

  /// Of MQTT 5.0.
  static Client mqtt5(Entrance entrance, String clientId, String key) throws Exception {
    List<Integer> disconnects = new CopyOnWriteArrayList<>();
    Mqtt5AsyncClient client =
        Mqtt5Client.builder()
            .identifier(clientId)
            .transportConfig(transport(entrance))
            .automaticReconnect(SOON)
            .addDisconnectedListener(HiveMqClient::disconnected)
            .addDisconnectedListener(context -> {
              if (context.getSource() == MqttDisconnectSource.SERVER
                  && context.getCause() instanceof Mqtt5DisconnectException e) {
                disconnects.add(e.getMqttMessage().getReasonCode().getCode());
              }
            })
            .simpleAuth()
            .username(USER)
            .password(key.getBytes(StandardCharsets.UTF_8))
            .applySimpleAuth()
            .buildAsync();
    await(client.connect());
    return new HiveMqClient(
        (topic, qos, payload) -> client.publishWith().topic(topic).qos(qos).payload(payload).send(),
        client::disconnect,
        disconnects);
  }

  @Override
  public void publish(String topic, int qos, List<String> payloads) throws Exception {
    MqttQos level = Objects.requireNonNull(MqttQos.fromCode(qos));
    var published =
        payloads.stream()
            .map(it -> publisher.publish(topic, level, it.getBytes(StandardCharsets.ISO_8859_1)))
            .toList();
    for (CompletableFuture<?> one : published) {
      await(one);
    }
  }

  @Override
  public List<Integer> disconnects() {
    return disconnects;
  }

  @Override
  public void disconnect() throws Exception {
    await(disconnect.get());
  }

  /// A client that is disconnected fails to disconnect, which is nothing to be waited for.
  @Override
  public void close() {
    var _ = disconnect.get();
  }

  private static MqttClientTransportConfig transport(Entrance entrance)
      throws IOException, GeneralSecurityException {
    var transport =
        MqttClientTransportConfig.builder()
            .serverHost(NodeProcess.HOST)
            .serverPort(entrance.port());
    if (entrance.way().isTls()) {
      transport =
          transport.sslConfig(
              MqttClientSslConfig.builder()
                  .trustManagerFactory(entrance.authority().trust())
                  .build());
    }
    if (entrance.way().isWebSocket()) {
      transport =
          transport.webSocketConfig(MqttWebSocketConfig.builder().serverPath("mqtt").build());
    }
    return transport.build();
  }

  /// Goes on with what was not acknowledged, although the server keeps no session; but comes back
  /// to no server that has turned it away.
  private static void disconnected(MqttClientDisconnectedContext context) {
    context.getReconnector().republishIfSessionExpired(true);
    if (context.getCause() instanceof Mqtt3ConnAckException
        || context.getCause() instanceof Mqtt5ConnAckException) {
      context.getReconnector().reconnect(false);
    }
  }

  private static void await(CompletableFuture<?> future) throws Exception {
    try {
      future.get(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Mqtt3ConnAckException refusal ->
            throw new Refused(refusal.getMqttMessage().getReturnCode().getCode());
        case Mqtt5ConnAckException refusal ->
            throw new Refused(refusal.getMqttMessage().getReasonCode().getCode());
        case null, default -> throw e;
      }
    }
  }
}
