package io.edgemq.ops.node;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.SettingsLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeStartTest {
  @TempDir private Path folder;

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      NodeSettings settings = settings("mqtt.port=" + taken.getLocalPort());

      assertThatThrownBy(() -> Node.start(settings))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "cannot listen on 127.0.0.1:%d: address already in use; choose another with -D"
                      .formatted(taken.getLocalPort())
                  + " mqtt.port=PORT");
    }
  }

  @Test
  void aManagementPortInUseIsNamed() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      NodeSettings settings = settings("management.port=" + taken.getLocalPort());

      assertThatThrownBy(() -> Node.start(settings))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "cannot listen on 127.0.0.1:%d: address already in use; choose another with -D"
                      .formatted(taken.getLocalPort())
                  + " management.port=PORT");
    }
  }

  @Test
  void anAddressOfAnotherMachineIsNamed() {
    // Kept for documentation (RFC 5737), so no machine has it.
    NodeSettings settings = settings("mqtt.host=192.0.2.1");

    assertThatThrownBy(() -> Node.start(settings))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot listen on 192.0.2.1:1883: ")
        .hasMessageEndingWith("; choose another with -D mqtt.host=HOST");
  }

  @Test
  void certificatesBetweenNodesThatAreNotThereAreNamed() {
    NodeSettings settings =
        settings("cluster.tls={ certificate = /none/a.pem, key = /none/b.pem, ca = /none/c.pem }");

    assertThatThrownBy(() -> Node.start(settings))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/none/a.pem");
  }

  @Test
  void aCertificateForManagementThatIsNotThereIsNamed() {
    NodeSettings settings =
        settings("management={ host = 0.0.0.0, certificate = /none/a.pem, key = /none/b.pem }");

    assertThatThrownBy(() -> Node.start(settings))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/none/a.pem");
  }

  private NodeSettings settings(String override) {
    List<String> overrides = List.of("data-dir=" + folder, "management.port=0", override);
    return switch (SettingsLoader.load(overrides)) {
      case LoadedSettings.Valid(NodeSettings settings) -> settings;
      case LoadedSettings.Faulty(List<String> faults) -> throw new AssertionError(faults);
    };
  }
}
