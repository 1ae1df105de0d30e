package io.edgemq.ingest.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Chooses the certificate by the name that a client asks for (SNI): one with exactly this name, or
/// else one with a wildcard for it (RFC 9525 section 6.3: one label, the leftmost), or else the
/// first. Among several for the same name the client's wishes decide, so that a name may have both
/// an RSA and an EC certificate.
///
/// The key managers of the JDK look at the name too, but choose the type of the key first: a client
/// that prefers EC would get an EC certificate for another name. Also they copy the key in each
/// handshake, and the session keeps the copy.
final class CertificateByName extends X509ExtendedKeyManager {
  private final List<CertificateAndKey> certificates;

  CertificateByName(List<CertificateAndKey> certificates) {
    this.certificates = List.copyOf(certificates);
  }

  /// Asked once for each type of key that the client can check, the one that it likes best first.
  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    String name = TlsPeer.serverName(engine.getHandshakeSession());
    for (CertificateAndKey candidate : candidates(name)) {
      if (candidate.keyType().equals(keyType)) {
        return String.valueOf(certificates.indexOf(candidate));
      }
    }
    return null;
  }

  private List<CertificateAndKey> candidates(@Nullable String name) {
    if (name != null) {
      List<CertificateAndKey> exact = having(names -> names.contains(name));
      if (!exact.isEmpty()) {
        return exact;
      }
      int dot = name.indexOf('.');
      List<CertificateAndKey> wildcard =
          having(names -> dot > 0 && names.contains("*" + name.substring(dot)));
      if (!wildcard.isEmpty()) {
        return wildcard;
      }
    }
    return having(certificates.getFirst().names()::equals);
  }

  private List<CertificateAndKey> having(Predicate<Set<String>> names) {
    return certificates.stream().filter(it -> names.test(it.names())).toList();
  }

  /// The first: what a client of ours shows is one and the same everywhere.
  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    return List.of(keyTypes).contains(certificates.getFirst().keyType()) ? "0" : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return certificate(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return certificate(alias).key();
  }

  private CertificateAndKey certificate(String alias) {
    return certificates.get(Integer.parseInt(alias));
  }

  // What is not asked of engines.

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }
}
