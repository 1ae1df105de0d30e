package io.edgemq.ops.api;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.edgemq.ops.node.Node;
import io.edgemq.ops.settings.LoadedSettings;
import io.edgemq.ops.settings.NodeSettings;
import io.edgemq.ops.settings.SettingsLoader;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The management port elsewhere than on loopback, where it has a certificate.
class ManagementTlsTest {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final char[] PASSWORD = "password".toCharArray();

  @TempDir private Path folder;

  @Test
  void withACertificateItIsServedByHttpsOnAnyAddress() throws Exception {
    KeyStore keys = newKeys();
    writePem(keys);
    Node node = Node.start(settings());
    try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(keys)).build()) {
      int port = node.management().orElseThrow().port();
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/ready"));
      assertThat(status(client, request)).isEqualTo(200);
      String origin = "https://127.0.0.1:" + port;
      assertThat(status(client, request.copy().header("Origin", origin))).isEqualTo(200);
      assertThat(status(client, request.copy().header("Origin", "https://a.test"))).isEqualTo(403);
    } finally {
      node.stop().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
  }

  private static int status(HttpClient client, HttpRequest.Builder request) throws Exception {
    HttpResponse<Void> answer =
        client.send(request.timeout(BOUND).build(), BodyHandlers.discarding());
    return answer.statusCode();
  }

  private NodeSettings settings() {
    String text =
        """
        edgemq {
          data-dir = "%s", mqtt.port = 0, http.port = 0
          management { host = 0.0.0.0, port = 0, certificate = "%s", key = "%s" }
        }
        """
            .formatted(folder, folder.resolve("node.pem"), folder.resolve("node.key"));
    return switch (SettingsLoader.load(ConfigFactory.parseString(text), List.of())) {
      case LoadedSettings.Valid(NodeSettings settings) -> settings;
      case LoadedSettings.Faulty(List<String> faults) -> throw new AssertionError(faults);
    };
  }

  private KeyStore newKeys() throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "node",
                "-keyalg",
                "EC",
                "-dname",
                "CN=node",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                String.valueOf(PASSWORD),
                "-keystore",
                file.toString())
            .inheritIO()
            .start();
    assertThat(keytool.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    return keys;
  }

  private void writePem(KeyStore keys) throws Exception {
    Files.writeString(
        folder.resolve("node.pem"), block("CERTIFICATE", keys.getCertificate("node").getEncoded()));
    Files.writeString(
        folder.resolve("node.key"),
        block("PRIVATE KEY", keys.getKey("node", PASSWORD).getEncoded()));
  }

  private static String block(String type, byte[] der) {
    String text = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type, text);
  }

  private static SSLContext trusting(KeyStore keys) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("node", keys.getCertificate("node"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
