package io.edgemq.ops.gen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.edgemq.ops.gen.GenTarget.Scheme;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GenTargetTest {
  private static final List<Scheme> ALL = List.of(Scheme.values());

  @ParameterizedTest
  @CsvSource({
    "mqtt://127.0.0.1, mqtt://127.0.0.1:1883",
    "MQTT://h:1/, mqtt://h:1",
    "mqtts://h, mqtts://h:8883",
    "ws://h:8080, ws://h:8080/mqtt",
    "wss://h/e/plant/mqtt, wss://h:443/e/plant/mqtt",
    "http://h, http://h:80/ingest",
    "https://[::1]:8443/e/plant/ingest, https://[::1]:8443/e/plant/ingest",
  })
  void aUrlNamesAHostAPortAndAPath(String url, String whole) {
    assertThat(GenTarget.of(url, ALL)).hasToString(whole);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "127.0.0.1:1883",
        "mqtt:h",
        "ftp://h",
        "mqtt://",
        "mqtt://h:0",
        "mqtt://h:65536",
        "mqtt://h/path",
        "mqtt://me:secret@h",
        "http://h/x?y=1",
        "http://h#x",
        "http://a b"
      })
  void whatIsNoneIsRefusedWithWhatIsAllowed(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenTarget.of(url, ALL))
        .withMessageContaining("mqtt://HOST:PORT, mqtts://HOST:PORT, ws://HOST:PORT[/mqtt]");
  }

  @Test
  void onlySomeMayBeAllowed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GenTarget.of("http://h", List.of(Scheme.MQTT)))
        .withMessageContaining("allowed: mqtt://HOST:PORT");
  }

  @Test
  void loopbackIsThisMachine() {
    assertThat(GenTarget.of("mqtt://127.0.0.1", ALL).isLoopback()).isTrue();
    assertThat(GenTarget.of("mqtt://[::1]", ALL).isLoopback()).isTrue();
    assertThat(GenTarget.of("mqtt://192.0.2.1", ALL).isLoopback()).isFalse();
  }
}
