package io.edgemq.ingest.tls;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.ingest.tls.TlsSettings.CertificateFiles;
import io.edgemq.ingest.tls.TlsSettings.ClientAuthentication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TlsSettingsTest {
  private static final List<CertificateFiles> FILES =
      List.of(new CertificateFiles(Path.of("a.pem"), Path.of("a.key")));
  private static final Optional<Path> CA = Optional.of(Path.of("ca.pem"));
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void aCertificateIsNeeded() {
    assertThatThrownBy(() ->
            new TlsSettings(List.of(), Optional.empty(), ClientAuthentication.NONE, SECOND, SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a certificate");
  }

  @Test
  void theCaOfClientsAndTheWishToAuthenticateThemComeTogether() {
    for (var wish : List.of(ClientAuthentication.OPTIONAL, ClientAuthentication.REQUIRED)) {
      assertThatCode(() -> new TlsSettings(FILES, CA, wish, SECOND, SECOND))
          .doesNotThrowAnyException();
      assertThatThrownBy(() -> new TlsSettings(FILES, Optional.empty(), wish, SECOND, SECOND))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("set both, or neither");
    }
    assertThatThrownBy(() -> new TlsSettings(FILES, CA, ClientAuthentication.NONE, SECOND, SECOND))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("set both, or neither");
  }

  @Test
  void timesArePositive() {
    for (Duration bad : List.of(Duration.ZERO, Duration.ofSeconds(-1))) {
      assertThatThrownBy(() ->
              new TlsSettings(FILES, Optional.empty(), ClientAuthentication.NONE, bad, SECOND))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() ->
              new TlsSettings(FILES, Optional.empty(), ClientAuthentication.NONE, SECOND, bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
