package io.edgemq.ingest.tls;

import io.edgemq.ingest.tls.TlsSettings.CertificateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the files of a listener held at one moment.
///
/// @param pairs in the order of the settings
/// @param clientCa null if clients are not asked for certificates
record TlsFiles(List<Pair> pairs, @Nullable PemFile clientCa) {
  private static final Logger LOG = LoggerFactory.getLogger(TlsFiles.class);

  /// Sessions kept for clients of TLS 1.2 that resume without tickets, 2 KiB each; with a ticket
  /// the client keeps its own. The JDK would keep 20,480.
  private static final int CACHED_SESSIONS_MAX = 2048;

  record Pair(PemFile chain, PemFile key) {}

  /// Reads the files. Blocks.
  ///
  /// @throws IOException if one cannot be read
  static TlsFiles read(TlsSettings settings) throws IOException {
    var pairs = new ArrayList<Pair>();
    for (CertificateFiles files : settings.certificates()) {
      pairs.add(new Pair(PemFile.read(files.chain()), PemFile.read(files.key())));
    }
    Path clientCa = settings.clientCa().orElse(null);
    return new TlsFiles(pairs, clientCa == null ? null : PemFile.read(clientCa));
  }

  /// Tells contents apart. Neither times nor names do: they may stay the same when a link is turned
  /// to other files.
  String fingerprint() {
    try {
      MessageDigest all = MessageDigest.getInstance("SHA-256");
      for (Pair pair : pairs) {
        pair.chain().addTo(all);
        pair.key().addTo(all);
      }
      if (clientCa != null) {
        clientCa.addTo(all);
      }
      return HexFormat.of().formatHex(all.digest());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /// Until when each certificate is good.
  ///
  /// @throws IOException if they cannot be used
  List<TlsContext.Expiry> expiries() throws IOException {
    var expiries = new ArrayList<TlsContext.Expiry>();
    for (Pair pair : pairs) {
      X509Certificate own = CertificateAndKey.of(pair.chain(), pair.key()).own();
      expiries.add(new TlsContext.Expiry(pair.chain().path(), own.getNotAfter().toInstant()));
    }
    return List.copyOf(expiries);
  }

  /// Makes a server's context of them. A certificate that is not valid now is only logged: clients
  /// tell sooner or later, and the connections of those that do not look are of use.
  ///
  /// @throws IOException if they cannot be used
  SSLContext context(Instant now) throws IOException {
    var certificates = new ArrayList<CertificateAndKey>();
    for (Pair pair : pairs) {
      var certificate = CertificateAndKey.of(pair.chain(), pair.key());
      warnIfNotValid(pair.chain().path(), certificate.own(), now);
      certificates.add(certificate);
    }
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new CertificateByName(certificates)}, trustedIssuers(), null);
      context.getServerSessionContext().setSessionCacheSize(CACHED_SESSIONS_MAX);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the certificates cannot be used: " + e.getMessage(), e);
    }
  }

  private static void warnIfNotValid(Path file, X509Certificate certificate, Instant now) {
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isBefore(from) || now.isAfter(until)) {
      LOG.warn("the certificate in {} is valid from {} to {}, which is not now", file, from, until);
    }
  }

  /// Nobody, if clients are not asked for certificates.
  private TrustManager[] trustedIssuers() throws IOException, GeneralSecurityException {
    if (clientCa == null) {
      return new TrustManager[0];
    }
    KeyStore issuers = KeyStore.getInstance(KeyStore.getDefaultType());
    issuers.load(null, null);
    for (X509Certificate issuer : clientCa.certificates()) {
      issuers.setCertificateEntry(String.valueOf(issuers.size()), issuer);
    }
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(issuers);
    return factory.getTrustManagers();
  }
}
