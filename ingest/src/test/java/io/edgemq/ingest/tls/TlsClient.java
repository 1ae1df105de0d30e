package io.edgemq.ingest.tls;

import io.edgemq.ingest.tls.Certificates.Issued;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Clients of TLS, by the JDK's sockets.
final class TlsClient {
  static final String TLS_1_2 = "TLSv1.2";
  static final String TLS_1_3 = "TLSv1.3";

  private TlsClient() {}

  /// Trusts an issuer and shows no certificate.
  static SSLContext trusting(X509Certificate issuer) {
    return context(issuer, null);
  }

  /// Trusts an issuer and shows a certificate.
  static SSLContext showing(Issued own, X509Certificate issuer) {
    return context(issuer, own);
  }

  private static SSLContext context(X509Certificate trusted, @Nullable Issued own) {
    try {
      KeyStore issuers = KeyStore.getInstance("PKCS12");
      issuers.load(null, null);
      issuers.setCertificateEntry("issuer", trusted);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(issuers);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          own == null ? new KeyManager[0] : keyManagers(own), trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyManager[] keyManagers(Issued own) throws IOException, GeneralSecurityException {
    char[] password = "unused".toCharArray();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    var chain = new X509Certificate[] {own.certificate(), own.issuer()};
    keys.setKeyEntry("own", own.key(), password, chain);
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(keys, password);
    return factory.getKeyManagers();
  }

  /// On a connection; the handshake begins with the first use.
  ///
  /// @param serverName to ask for, if any
  static SSLSocket on(
      Socket plain, SSLContext context, @Nullable String serverName, String... protocols)
      throws IOException {
    var socket = (SSLSocket) context.getSocketFactory().createSocket(plain, null, -1, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(
        serverName == null ? List.<SNIServerName>of() : List.of(new SNIHostName(serverName)));
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    socket.setSSLParameters(parameters);
    return socket;
  }
}
