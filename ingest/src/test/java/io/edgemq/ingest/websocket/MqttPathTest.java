package io.edgemq.ingest.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MqttPathTest {
  @Test
  void thePathAloneNamesNoEndpoint() {
    assertThat(MqttPath.of("/mqtt").orElseThrow().endpoint()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "plant-3", "e", "mqtt", "0_x"})
  void anEndpointIsNamedBeforeIt(String endpoint) {
    assertThat(MqttPath.of("/e/" + endpoint + "/mqtt").orElseThrow().endpoint()).contains(endpoint);
  }

  @Test
  void aNameMayHave63Characters() {
    assertThat(MqttPath.of("/e/" + "x".repeat(63) + "/mqtt")).isPresent();
    assertThat(MqttPath.of("/e/" + "x".repeat(64) + "/mqtt")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "mqtt",
        "/mqtt/",
        "/MQTT",
        "//mqtt",
        "/mqtt2",
        "/x/mqtt",
        "/e/mqtt",
        "/e//mqtt",
        "/e/a",
        "/e/a/",
        "/e/a/mqtt/",
        "/e/a/b/mqtt",
        "/e/A/mqtt",
        "/e/%61/mqtt",
        "/e/a%2fb/mqtt",
        "/e/../mqtt",
        "/e/a b/mqtt",
        "/e/ä/mqtt",
        "/%6dqtt"
      })
  void anyOtherPathIsNotOurs(String path) {
    assertThat(MqttPath.of(path)).isEmpty();
  }
}
