package io.edgemq.ops.settings;

import io.edgemq.ingest.tls.TlsSettings;
import io.edgemq.ingest.tls.TlsSettings.CertificateFiles;
import io.edgemq.ingest.tls.TlsSettings.ClientAuthentication;
import io.edgemq.ops.settings.NodeSettings.Listener;
import io.edgemq.ops.settings.NodeSettings.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads what the sections of the ports that clients come to have in common.
final class ListenerReader {
  private static final int BACKLOG_MAX = 65_535;
  private static final String PEM_ALLOWED = "a PEM file";
  private static final Duration INSTANT = Duration.ofMillis(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final List<Listener> listeners = new ArrayList<>();

  /// Reads one section; others may read more in it.
  void read(Service service, Section section) {
    String host = section.value("host", Rules.host());
    OptionalInt port = section.value("port", Rules.portOrOff());
    int backlog = section.value("backlog", Rules.integer(1, BACKLOG_MAX));
    boolean isBehindProxy = section.value("proxy-protocol", Rules.onOrOff());
    Optional<TlsSettings> tls = service.isTls() ? tls(section, port.isPresent()) : Optional.empty();
    if (port.isPresent() && service.isTls() == tls.isPresent()) {
      listeners.add(new Listener(service, host, port.getAsInt(), backlog, isBehindProxy, tls));
    }
  }

  /// Those that are on.
  List<Listener> listeners() {
    return List.copyOf(listeners);
  }

  /// @param isOn whether they will be used; otherwise not all need to be there
  private static Optional<TlsSettings> tls(Section section, boolean isOn) {
    List<CertificateFiles> certificates = new ArrayList<>();
    Optional<Path> certificate = file(section, "certificate");
    Optional<Path> key = file(section, "key");
    if (certificate.isPresent() && key.isPresent()) {
      certificates.add(new CertificateFiles(certificate.get(), key.get()));
    } else if (isOn) {
      section.fault(
          certificate.isEmpty() ? "certificate" : "key",
          "is needed, because port is not off; allowed: " + PEM_ALLOWED);
    }
    for (Section other : section.list("certificates")) {
      Optional<Path> ofOther = other.required("certificate", PEM_ALLOWED, Rules.path());
      Optional<Path> keyOfOther = other.required("key", PEM_ALLOWED, Rules.path());
      other.refuseOthers();
      if (ofOther.isPresent() && keyOfOther.isPresent()) {
        certificates.add(new CertificateFiles(ofOther.get(), keyOfOther.get()));
      }
    }
    Optional<Path> clientCa = file(section, "client-ca");
    var clientAuthentication =
        section.value("client-certificate", Rules.oneOf(ClientAuthentication.class));
    Duration handshakeTimeout = section.value("handshake-timeout", Rules.duration(INSTANT, HOUR));
    Duration reloadInterval = section.value("reload-interval", Rules.duration(INSTANT, DAY));
    boolean asksClients = clientAuthentication != ClientAuthentication.NONE;
    if (isOn && asksClients && clientCa.isEmpty()) {
      section.fault("client-ca", "is needed to check client certificates; allowed: " + PEM_ALLOWED);
    }
    return isOn && !certificates.isEmpty() && !(asksClients && clientCa.isEmpty())
        ? Optional.of(
            new TlsSettings(
                certificates,
                clientCa.filter(_ -> asksClients),
                clientAuthentication,
                handshakeTimeout,
                reloadInterval))
        : Optional.empty();
  }

  /// A file, or the empty text: none.
  private static Optional<Path> file(Section section, String key) {
    return section.value(key, Rules.orEmpty(Rules.path()));
  }
}
