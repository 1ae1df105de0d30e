package io.edgemq.ingest.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a listener with TLS is told. TLS 1.2 and 1.3 are spoken, nothing older (RFC 8996).
///
/// @param certificates at least one; the first is for clients that ask for a name that none is for,
///   or for no name at all
/// @param clientCa PEM file with the certificates of those who may issue certificates to clients;
///   present exactly if clients are asked for one
/// @param clientAuthentication whether clients show a certificate
/// @param handshakeWithin how long a client may take from its connection to the end of the
///   handshake; then it is cut off
/// @param reloadEvery how often the files are to be looked at; see [TlsContext#reloadIfChanged]
public record TlsSettings(
    List<CertificateFiles> certificates,
    Optional<Path> clientCa,
    ClientAuthentication clientAuthentication,
    Duration handshakeWithin,
    Duration reloadEvery) {
  /// A certificate and its key, both PEM.
  ///
  /// @param chain the server's own certificate first, then those of its issuers, without the root
  /// @param key its private key, not encrypted: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) or SEC 1 (RFC
  ///   5915)
  public record CertificateFiles(Path chain, Path key) {}

  /// Whether clients show a certificate. One that is shown is always checked.
  public enum ClientAuthentication {
    /// They are not asked for one.
    NONE,
    /// They are asked, and may have none.
    OPTIONAL,
    /// Without one they are turned away.
    REQUIRED
  }

  /// @throws IllegalArgumentException if there is no certificate, a time is not positive, or the CA
  ///   of the clients and the wish to authenticate them do not come together
  public TlsSettings {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException("TLS needs a certificate and its key");
    }
    if (clientCa.isPresent() != (clientAuthentication != ClientAuthentication.NONE)) {
      throw new IllegalArgumentException(
          "the CA of the clients is "
              + (clientCa.isPresent() ? "set" : "not set")
              + " and client authentication is "
              + clientAuthentication
              + ": set both, or neither");
    }
    if (!handshakeWithin.isPositive() || !reloadEvery.isPositive()) {
      throw new IllegalArgumentException(
          "the times of TLS have to be positive: handshake "
              + handshakeWithin
              + ", reload "
              + reloadEvery);
    }
  }
}
