package io.edgemq.multijvm;

import java.net.SocketTimeoutException;

/// A library for MQTT clients, and the version of MQTT that it is told to speak.
enum Library {
  PAHO_PYTHON_3("paho Python, 3.1.1"),
  PAHO_PYTHON_5("paho Python, 5.0"),
  MQTT_JS_3("MQTT.js, 3.1.1"),
  MQTT_JS_5("MQTT.js, 5.0"),
  HIVEMQ_3("HiveMQ, 3.1.1"),
  HIVEMQ_5("HiveMQ, 5.0"),
  PAHO_JAVA_3("Paho Java, 3.1.1"),
  PAHO_JAVA_5("Paho Java, 5.0");

  private final String label;

  Library(String label) {
    this.label = label;
  }

  /// Skips the test if the library is not installed; in CI it fails.
  void require() throws Exception {
    switch (this) {
      case PAHO_PYTHON_3, PAHO_PYTHON_5 -> ScriptClient.requirePaho();
      case MQTT_JS_3, MQTT_JS_5 -> NodeJs.require();
      case HIVEMQ_3, HIVEMQ_5, PAHO_JAVA_3, PAHO_JAVA_5 -> {}
    }
  }

  /// Connects a client.
  ///
  /// Paho Java waits no more than a second for the answer to a WebSocket handshake, too short for a
  /// busy machine. It is told to try again, as an application has to do until it is connected once.
  ///
  /// @throws Client.Refused if the server turns it away
  Client connect(Entrance entrance, String clientId, String key) throws Exception {
    long deadline = System.nanoTime() + Await.BOUND.toNanos();
    while (true) {
      try {
        return connectOnce(entrance, clientId, key);
      } catch (Exception e) {
        boolean wasTooSlow = e.getCause() instanceof SocketTimeoutException;
        if (!wasTooSlow || System.nanoTime() - deadline > 0) {
          throw e;
        }
      }
    }
  }

  private Client connectOnce(Entrance entrance, String clientId, String key) throws Exception {
    return switch (this) {
      case PAHO_PYTHON_3 -> ScriptClient.paho(entrance, 4, clientId, key);
      case PAHO_PYTHON_5 -> ScriptClient.paho(entrance, 5, clientId, key);
      case MQTT_JS_3 -> ScriptClient.mqttJs(entrance, 4, clientId, key);
      case MQTT_JS_5 -> ScriptClient.mqttJs(entrance, 5, clientId, key);
      case HIVEMQ_3 -> HiveMqClient.mqtt3(entrance, clientId, key);
      case HIVEMQ_5 -> HiveMqClient.mqtt5(entrance, clientId, key);
      case PAHO_JAVA_3 -> PahoJava3Client.connect(entrance, clientId, key);
      case PAHO_JAVA_5 -> PahoJava5Client.connect(entrance, clientId, key);
    };
  }

  /// Whether it speaks MQTT 5.0, not 3.1.1.
  boolean isMqtt5() {
    return switch (this) {
      case PAHO_PYTHON_3, MQTT_JS_3, HIVEMQ_3, PAHO_JAVA_3 -> false;
      case PAHO_PYTHON_5, MQTT_JS_5, HIVEMQ_5, PAHO_JAVA_5 -> true;
    };
  }

  /// Name and version of MQTT.
  @Override
  public String toString() {
    return label;
  }
}
