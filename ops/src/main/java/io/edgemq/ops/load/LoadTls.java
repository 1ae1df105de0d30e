package io.edgemq.ops.load;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// How the clients of a load use TLS: whom they trust, and which name they ask for. Its sessions
/// are shared by all clients, so that those that come back resume. Immutable.
///
/// @param context checks the certificates of the server
/// @param serverName what is asked for (SNI) and must stand in the certificate; empty: the host of
///   the plan, and an address is not asked for
public record LoadTls(SSLContext context, Optional<String> serverName) {

  /// Trusts the authorities that this JDK trusts.
  public static LoadTls ofJdk() {
    try {
      return new LoadTls(SSLContext.getDefault(), Optional.empty());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /// Trusts the certificates in a file and no others.
  ///
  /// @param file PEM, one certificate or several
  /// @throws IOException if it cannot be read or holds none; says which file
  public static LoadTls trusting(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (certificates.isEmpty()) {
        throw new IOException("no certificate in " + file);
      }
      return new LoadTls(contextTrusting(certificates), Optional.empty());
    } catch (CertificateException e) {
      throw new IOException("no certificates in " + file + ": " + e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /// Takes whatever certificate there is, of whomever. Only for a server on this machine: any other
  /// might be anybody's, and it is sent an API key.
  public static LoadTls unchecked() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new TrustsAll()}, null);
      return new LoadTls(context, Optional.empty());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  /// The same, asking for another name than the host.
  public LoadTls askingFor(String name) {
    return new LoadTls(context, Optional.of(name));
  }

  /// An extended one checks the names in certificates itself, or does not.
  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /// The client's side of a connection.
  SSLEngine engine(String host, int port) {
    String name = serverName.orElse(host);
    SSLEngine engine = context.createSSLEngine(name, port);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (!isAddress(name)) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    engine.setSSLParameters(parameters);
    return engine;
  }

  /// A name's last label is not all digits (RFC 3696, section 2).
  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]*\\.[0-9]+");
  }

  private static SSLContext contextTrusting(Collection<? extends Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    int count = 0;
    for (Certificate certificate : certificates) {
      trusted.setCertificateEntry("ca-" + count, certificate);
      count++;
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
