package io.edgemq.ops.settings;

import io.edgemq.ingest.tls.TlsSettings;
import io.edgemq.ingest.tls.TlsSettings.CertificateFiles;
import io.edgemq.ingest.tls.TlsSettings.ClientAuthentication;
import io.edgemq.ops.settings.NodeSettings.Management;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads the section `management` (decision 0032).
final class ManagementReader {
  /// Of no effect: the HTTP server has a time of its own.
  private static final Duration HANDSHAKE_WITHIN = Duration.ofSeconds(10);

  private ManagementReader() {}

  static Management read(Section section) {
    String host = section.value("host", Rules.host());
    OptionalInt port = section.value("port", Rules.portOrOff());
    Optional<TlsSettings> tls = tls(section);
    boolean isInsecure = section.value("insecure", Rules.onOrOff());
    if (port.isPresent() && tls.isEmpty() && !isInsecure && !isLoopback(host)) {
      section.fault(
          "host",
          Faults.shown(host)
              + " is not loopback, and what is sent there would not be encrypted; allowed:"
              + " 127.0.0.1, or management.certificate and management.key, or management.insecure ="
              + " on where something else protects the way there");
    }
    var management =
        new Management(
            host,
            port,
            tls,
            section.value(
                "token-ttl-max", Rules.duration(Duration.ofSeconds(1), Duration.ofDays(1))),
            section.value("token-secret", Rules.orEmpty(Rules.tokenSecret())));
    section.refuseOthers();
    return management;
  }

  static boolean isLoopback(String host) {
    return host.equals("localhost") || host.startsWith("127.") || host.matches("\\[?::1]?");
  }

  /// Both files or neither.
  private static Optional<TlsSettings> tls(Section section) {
    Optional<Path> certificate = section.value("certificate", Rules.orEmpty(Rules.path()));
    Optional<Path> key = section.value("key", Rules.orEmpty(Rules.path()));
    Duration reloadEvery =
        section.value("reload-interval", Rules.duration(Duration.ofMillis(1), Duration.ofDays(1)));
    if (certificate.isPresent() != key.isPresent()) {
      section.fault(
          certificate.isEmpty() ? "certificate" : "key",
          "is needed beside the other; allowed: both, or neither");
    }
    return certificate.isPresent() && key.isPresent()
        ? Optional.of(
            new TlsSettings(
                List.of(new CertificateFiles(certificate.get(), key.get())),
                Optional.empty(),
                ClientAuthentication.NONE,
                HANDSHAKE_WITHIN,
                reloadEvery))
        : Optional.empty();
  }
}
