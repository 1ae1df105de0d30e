package io.edgemq.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointPathTest {
  @Test
  void thePathAloneNamesNoEndpoint() {
    assertThat(EndpointPath.of("/mqtt", EndpointPath.MQTT)).contains(new EndpointPath(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "plant-3", "e", "mqtt", "0_x"})
  void anEndpointIsNamedBeforeIt(String endpoint) {
    assertThat(EndpointPath.of("/e/" + endpoint + "/mqtt", EndpointPath.MQTT))
        .contains(new EndpointPath(endpoint));
  }

  @Test
  void aNameMayHave63Characters() {
    assertThat(EndpointPath.of("/e/" + "x".repeat(63) + "/mqtt", EndpointPath.MQTT)).isPresent();
    assertThat(EndpointPath.of("/e/" + "x".repeat(64) + "/mqtt", EndpointPath.MQTT)).isEmpty();
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
    assertThat(EndpointPath.of(path, EndpointPath.MQTT)).isEmpty();
  }
}
