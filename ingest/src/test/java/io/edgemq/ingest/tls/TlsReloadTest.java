package io.edgemq.ingest.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.edgemq.ingest.tls.Certificates.Issued;
import io.edgemq.ingest.tls.TlsSettings.CertificateFiles;
import io.edgemq.ingest.tls.TlsSettings.ClientAuthentication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Certificates that change while the listener runs.
class TlsReloadTest {
  private static final ActorSystem SYSTEM = ActorSystem.create("reloads");
  private static final Certificates ISSUER = new Certificates("issuer");
  private static final SSLContext CLIENT = TlsClient.trusting(ISSUER.certificate());
  private static final Issued OLD = ISSUER.issue(Certificates.EC, "old", "localhost");
  private static final Issued NEW = ISSUER.issue(Certificates.RSA, "new", "localhost");

  private final Logger log = (Logger) LoggerFactory.getLogger("io.edgemq.ingest.tls");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @TempDir private Path folder;

  @BeforeEach
  void listenToTheLog() {
    logged.start();
    log.setLevel(Level.INFO);
    log.setAdditive(false);
    log.addAppender(logged);
  }

  @AfterEach
  void leaveTheLog() {
    log.detachAppender(logged);
    log.setAdditive(true);
    log.setLevel(null);
  }

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  @Test
  void newConnectionsGetTheNewCertificateAndTheOldOnesGoOn() throws Exception {
    try (var server = server(OLD);
        SSLSocket before = TlsClient.on(server.connect(), CLIENT, null)) {
      assertEcho(before);
      NEW.writeTo(folder, "server");
      assertThat(shown(server)).as("before it is looked for").isEqualTo(OLD.certificate());
      assertThat(server.context().expiries().getFirst().expiresAt())
          .isEqualTo(OLD.certificate().getNotAfter().toInstant());
      server.context().reloadIfChanged();
      assertThat(server.context().expiries().getFirst().expiresAt())
          .isEqualTo(NEW.certificate().getNotAfter().toInstant());

      assertThat(shown(server)).isEqualTo(NEW.certificate());
      assertEcho(before);
      assertThat(server.context().reloads().refused()).isZero();
      assertThat(logged.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.INFO);
    }
  }

  @Test
  void nothingHappensWhenNothingHasChanged() throws Exception {
    try (var server = server(OLD)) {
      TlsContext.Reloads before = server.context().reloads();
      OLD.writeTo(folder, "server");
      server.context().reloadIfChanged();

      assertThat(server.context().reloads()).isEqualTo(before);
      assertThat(logged.list).isEmpty();
    }
  }

  @Test
  void aLinkThatIsTurnedToFilesOfTheSameTimesAndSizesIsSeen() throws Exception {
    Issued next = ISSUER.issue(Certificates.EC, "nxt", "localhost");
    Path linked = folder.resolve("live");
    Files.createSymbolicLink(linked, versionOf(OLD, "v1"));
    CertificateFiles files =
        new CertificateFiles(linked.resolve("server.pem"), linked.resolve("server.key"));
    try (var server = new TlsServer(SYSTEM, settings(files), Flow.<ByteString>create())) {
      assertThat(shown(server)).isEqualTo(OLD.certificate());

      Path turned = folder.resolve("turned");
      Files.createSymbolicLink(turned, versionOf(next, "v2"));
      Files.move(turned, linked, StandardCopyOption.ATOMIC_MOVE);
      server.context().reloadIfChanged();

      assertThat(shown(server)).isEqualTo(next.certificate());
    }
  }

  @Test
  void whatCannotBeUsedChangesNothingAndIsSaidOnce() throws Exception {
    try (var server = server(OLD)) {
      Certificates.write(folder.resolve("server.pem"), "half a certi");
      for (int n = 0; n < 3; n++) {
        server.context().reloadIfChanged();
      }

      assertThat(shown(server)).isEqualTo(OLD.certificate());
      assertThat(server.context().reloads().refused()).isOne();
      assertThat(server.context().reloads().problem().orElseThrow().text())
          .contains("server.pem cannot be read as certificates");
      assertThat(logged.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.ERROR);

      Certificates.write(folder.resolve("server.pem"), NEW.chainPem()); // and the key still the old
      server.context().reloadIfChanged();
      server.context().reloadIfChanged();

      assertThat(shown(server)).isEqualTo(OLD.certificate());
      assertThat(server.context().reloads().refused()).isEqualTo(2);
      assertThat(logged.list).hasSize(2);

      Certificates.write(folder.resolve("server.key"), NEW.keyPem());
      server.context().reloadIfChanged();

      assertThat(shown(server)).isEqualTo(NEW.certificate());
      assertThat(server.context().reloads().problem()).isEmpty();
      assertThat(server.context().reloads().refused()).isEqualTo(2);
    }
  }

  @Test
  void aFileThatIsGoneIsSaidOnceAndForgottenWhenItIsBack() throws Exception {
    try (var server = server(OLD)) {
      Instant loadedAt = server.context().reloads().loadedAt();
      Files.delete(folder.resolve("server.key"));
      server.context().reloadIfChanged();
      server.context().reloadIfChanged();

      assertThat(shown(server)).isEqualTo(OLD.certificate());
      assertThat(server.context().reloads().problem().orElseThrow().text())
          .startsWith("there is no file ");
      assertThat(logged.list).hasSize(1);

      OLD.writeTo(folder, "server");
      server.context().reloadIfChanged();

      assertThat(server.context().reloads())
          .isEqualTo(new TlsContext.Reloads(loadedAt, 1, Optional.empty()));
    }
  }

  @Test
  void theIssuersOfClientsAreReloadedTooAndOldSessionsAreNotResumed() throws Exception {
    var clients = new Certificates("clients");
    Path ca = Certificates.write(folder.resolve("ca.pem"), clients.pem());
    var settings =
        new TlsSettings(
            List.of(OLD.writeTo(folder, "server")),
            Optional.of(ca),
            ClientAuthentication.REQUIRED,
            TlsServer.PATIENCE,
            TlsServer.PATIENCE);
    SSLContext device =
        TlsClient.showing(clients.issue(Certificates.EC, "device"), ISSUER.certificate());
    try (var server = new TlsServer(SYSTEM, settings, Flow.<ByteString>create())) {
      assertEcho(server, device);
      assertEcho(server, device);
      Certificates.write(ca, new Certificates("other clients").pem());
      server.context().reloadIfChanged();

      assertThatThrownBy(() -> assertEcho(server, device)).isInstanceOf(SSLException.class);
    }
  }

  @Test
  void whatCannotBeUsedAtTheStartIsRefused() {
    CertificateFiles files = OLD.writeTo(folder, "server");
    Certificates.write(files.key(), NEW.keyPem());

    assertThatThrownBy(() -> TlsContext.load(settings(files), Instant::now))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("does not belong");
  }

  @Test
  void aCertificateThatIsNotValidNowIsAWarning() throws Exception {
    Instant now = Instant.now();
    Issued expired =
        ISSUER.issue(
            Certificates.EC, "old", now.minus(Duration.ofDays(3)), now.minus(Duration.ofDays(1)));
    Issued early =
        ISSUER.issue(
            Certificates.EC, "new", now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(3)));
    for (Issued certificate : List.of(expired, early)) {
      logged.list.clear();
      TlsContext.load(settings(certificate.writeTo(folder, "server")), () -> now);

      assertThat(logged.list)
          .singleElement()
          .satisfies(it -> {
            assertThat(it.getLevel()).isEqualTo(Level.WARN);
            assertThat(it.getFormattedMessage()).contains("server.pem is valid from ");
          });
    }
  }

  private TlsServer server(Issued certificate) throws Exception {
    return new TlsServer(
        SYSTEM, settings(certificate.writeTo(folder, "server")), Flow.<ByteString>create());
  }

  private static TlsSettings settings(CertificateFiles files) {
    return new TlsSettings(
        List.of(files),
        Optional.empty(),
        ClientAuthentication.NONE,
        TlsServer.PATIENCE,
        TlsServer.PATIENCE);
  }

  private Path versionOf(Issued certificate, String name) throws IOException {
    Path version = Files.createDirectory(folder.resolve(name));
    CertificateFiles files = certificate.writeTo(version, "server");
    var time = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(files.chain(), time);
    Files.setLastModifiedTime(files.key(), time);
    return version;
  }

  private static Certificate shown(TlsServer server) throws Exception {
    try (SSLSocket client = TlsClient.on(server.connect(), CLIENT, null)) {
      client.startHandshake();
      return client.getSession().getPeerCertificates()[0];
    }
  }

  private static void assertEcho(TlsServer server, SSLContext context) throws Exception {
    try (var plain = server.connect();
        SSLSocket client =
            (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", 1, true)) {
      assertEcho(client);
    }
  }

  private static void assertEcho(SSLSocket client) throws IOException {
    byte[] text = "hello".getBytes(US_ASCII);
    client.getOutputStream().write(text);
    assertThat(client.getInputStream().readNBytes(text.length)).isEqualTo(text);
  }
}
