package io.edgemq.ops.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
  /// What tells a key in a message: all but its well-known beginning.
  private static final String TELLING = "Abcdefghij";

  @TempDir private Path folder;

  /// Slips that bring a key where none belongs.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys = [ { name = KEY, key = device } ]",
        "keys = [ { name = a, key = KEY- } ]",
        "keys = [ { name = a, key = [KEY] } ]",
        "keys = [ { name = a, key { KEY = 1 } } ]",
        "keys = [ { name = a, kye = KEY } ]",
        "keys = [ { name = a, key = KEY, endpoint = KEY } ]",
        "keys = [ { name = a, key = KEY, scopes = [KEY] } ]",
        "keys = [ { name = a, key = KEY }, { name = b, key = KEY } ]",
        "keys = [ KEY ]",
        "keys = KEY",
        "keys { KEY = {} }",
        "endpoints.KEY = {}",
        "plan = KEY",
        "KEY = 1",
        "keys = [ { name = a, key = KEY",
        "keys = [ { name = a, key : = KEY } ]",
        "keys = [ { name = a KEY = b } ]",
        "keys = ${KEY}",
        "keys = \"KEY",
      })
  void aKeyIsInNoFault(String slip) throws IOException {
    Path file = folder.resolve("edge.conf");
    String text = "edgemq.bootstrap.tenants.acme {\n plan = pro\n " + slip + "\n}\n";
    Files.writeString(file, text.replace("KEY", Loaded.KEY));

    List<String> faults = ((LoadedSettings.Faulty) SettingsLoader.load(file, List.of())).faults();

    assertThat(String.join("\n", faults)).isNotEmpty().doesNotContain(TELLING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "KEY",
        "KEY=1",
        "=KEY",
        "region=KEY",
        "bootstrap.tenants.acme.keys=[{key=KEY",
        "bootstrap.tenants.acme.keys=[{key=KEY}]",
        "bootstrap.tenants.acme.keys=${KEY}",
        "bootstrap.operators.keys=[{name=KEY,key=a}]",
        "bootstrap.operators.keys=[{name=a,key=KEY,scopes=[ingest]}]",
        "management.token-secret=[KEY]",
        "a..KEY=1",
      })
  void aKeyOnTheCommandLineIsInNoFault(String override) {
    List<String> faults = Loaded.faults("", override.replace("KEY", Loaded.KEY));

    assertThat(String.join("\n", faults)).isNotEmpty().doesNotContain(TELLING);
  }

  @Test
  void settingsDoNotShowKeys() {
    NodeSettings settings =
        Loaded.settings(
            "bootstrap.tenants.acme { plan = pro, keys = [ { name = a, key = %s } ] }"
                .formatted(Loaded.KEY));

    assertThat(settings.toString()).contains("region=local").doesNotContain(TELLING);
  }
}
