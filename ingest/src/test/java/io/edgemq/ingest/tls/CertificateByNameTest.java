package io.edgemq.ingest.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.ingest.tls.Certificates.Issued;
import io.edgemq.ingest.tls.TlsSettings.CertificateFiles;
import io.edgemq.ingest.tls.TlsSettings.ClientAuthentication;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which certificate a client is shown, by the name that it asks for and the keys that it can
/// check.
class CertificateByNameTest {
  private static final ActorSystem SYSTEM = ActorSystem.create("names");
  private static final Certificates ISSUER = new Certificates("issuer");
  private static final String[] VERSIONS = {TlsClient.TLS_1_2, TlsClient.TLS_1_3};

  /// What a client can do, what it likes best first.
  private record Wishes(List<String> suites, List<String> signatures) {}

  private static final String EC_SUITE = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
  private static final String RSA_SUITE = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
  private static final Wishes EC_FIRST =
      new Wishes(
          List.of("TLS_AES_128_GCM_SHA256", EC_SUITE, RSA_SUITE),
          List.of("ecdsa_secp256r1_sha256", "rsa_pss_rsae_sha256"));
  private static final Wishes RSA_FIRST =
      new Wishes(
          List.of("TLS_AES_128_GCM_SHA256", RSA_SUITE),
          List.of("rsa_pss_rsae_sha256", "ecdsa_secp256r1_sha256"));

  private static final Issued FIRST = ISSUER.issue(Certificates.EC, "first", "first.example.com");
  private static final Issued EXACT =
      ISSUER.issue(Certificates.RSA, "exact", "a.wild.example.com", "other.example.com");
  private static final Issued WILDCARD =
      ISSUER.issue(Certificates.RSA, "wildcard", "*.wild.example.com");

  @TempDir private Path folder;

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  @Test
  void theNameDecidesAlsoIfTheClientLikesTheKeyOfAnotherCertificateBetter() throws Exception {
    try (var server = server(FIRST, WILDCARD, EXACT)) {
      assertShown(server, EXACT, "other.example.com");
      assertShown(server, EXACT, "a.wild.example.com");
      assertShown(server, EXACT, "A.WILD.example.com");
      assertShown(server, WILDCARD, "b.wild.example.com");
      assertShown(server, FIRST, "first.example.com");
    }
  }

  @Test
  void theFirstIsShownIfTheNameIsNotKnownOrMissing() throws Exception {
    for (Issued first : List.of(FIRST, WILDCARD)) {
      try (var server = server(first, EXACT, FIRST)) {
        assertShown(server, first, null);
        assertShown(server, first, "nobody.example.com");
        assertShown(server, first, "wild.example.com"); // a wildcard is for one label,
        assertShown(server, first, "a.b.wild.example.com"); // and for no more
        assertShown(server, first, "localhost");
      }
    }
  }

  @Test
  void theCommonNameIsNoName() throws Exception {
    Issued byCommonName = ISSUER.issue(Certificates.EC, "common.example.com");
    try (var server = server(FIRST, byCommonName)) {
      assertShown(server, FIRST, "common.example.com");
    }
    try (var server = server(byCommonName, FIRST)) {
      assertShown(server, byCommonName, "common.example.com");
      assertShown(server, FIRST, "first.example.com");
    }
  }

  @Test
  void ofTwoForTheSameNameTheClientGetsTheOneThatItLikes() throws Exception {
    Issued ec = ISSUER.issue(Certificates.EC, "ec", "both.example.com");
    Issued rsa = ISSUER.issue(Certificates.RSA, "rsa", "both.example.com");
    for (List<Issued> order : List.of(List.of(FIRST, ec, rsa), List.of(rsa, ec, FIRST))) {
      try (var server = server(order.toArray(Issued[]::new))) {
        for (String version : VERSIONS) {
          assertThat(shown(server, "both.example.com", version, RSA_FIRST))
              .as("%s, RSA first", version)
              .isEqualTo(rsa.certificate());
          assertThat(shown(server, "both.example.com", version, EC_FIRST))
              .as("%s, EC first", version)
              .isEqualTo(ec.certificate());
        }
      }
    }
  }

  @Test
  void aNameIsNotExchangedForAKeyThatTheClientCanCheck() throws Exception {
    try (var server = server(EXACT, FIRST)) {
      var onlyRsa = new Wishes(RSA_FIRST.suites(), List.of("rsa_pss_rsae_sha256"));

      assertThatThrownBy(() -> shown(server, "first.example.com", TlsClient.TLS_1_2, onlyRsa))
          .isInstanceOf(SSLException.class);
    }
  }

  private TlsServer server(Issued... certificates) throws Exception {
    var files = new ArrayList<CertificateFiles>();
    for (Issued certificate : certificates) {
      files.add(certificate.writeTo(folder, "server" + files.size()));
    }
    var settings =
        new TlsSettings(
            files,
            Optional.empty(),
            ClientAuthentication.NONE,
            TlsServer.PATIENCE,
            TlsServer.PATIENCE);
    return new TlsServer(SYSTEM, settings, Flow.<ByteString>create());
  }

  private static void assertShown(TlsServer server, Issued expected, @Nullable String name)
      throws Exception {
    for (String version : VERSIONS) {
      assertThat(shown(server, name, version, EC_FIRST))
          .as("%s, %s", name, version)
          .isEqualTo(expected.certificate());
    }
  }

  private static X509Certificate shown(
      TlsServer server, @Nullable String name, String version, Wishes wishes) throws Exception {
    SSLContext fresh = TlsClient.trusting(ISSUER.certificate()); // which resumes nothing
    try (SSLSocket client = TlsClient.on(server.connect(), fresh, name, version)) {
      SSLParameters parameters = client.getSSLParameters();
      parameters.setCipherSuites(wishes.suites().toArray(String[]::new));
      parameters.setSignatureSchemes(wishes.signatures().toArray(String[]::new));
      client.setSSLParameters(parameters);
      client.startHandshake();
      return (X509Certificate) client.getSession().getPeerCertificates()[0];
    }
  }
}
