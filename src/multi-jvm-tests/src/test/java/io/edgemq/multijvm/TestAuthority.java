package io.edgemq.multijvm;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate authority that is made for a test, and the certificate of its node, which is good
/// for `localhost`, 127.0.0.1 and `plant.example.test`. As PEM files.
///
/// @param certificate of the authority
/// @param file with it, for clients that want one
/// @param folder with the node's files
record TestAuthority(X509Certificate certificate, Path file, Path folder) {
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final X500Principal NAME = new X500Principal("CN=test authority");
  private static final Duration AGE = Duration.ofHours(1);
  private static final Duration LIFE = Duration.ofDays(1);

  /// Makes the authority and writes the files.
  static TestAuthority in(Path folder) throws IOException, GeneralSecurityException {
    try {
      KeyPair ofAuthority = keyPair();
      X509v3CertificateBuilder authority = builder(1, NAME, ofAuthority);
      authority.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      X509Certificate certificate = signed(authority, ofAuthority);

      KeyPair ofNode = keyPair();
      X509v3CertificateBuilder node = builder(2, new X500Principal("CN=test node"), ofNode);
      node.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.dNSName, "plant.example.test"),
                new GeneralName(GeneralName.iPAddress, NodeProcess.HOST)
              }));
      writePem(folder.resolve("node.pem"), "CERTIFICATE", signed(node, ofAuthority).getEncoded());
      writePem(folder.resolve("node.key"), "PRIVATE KEY", ofNode.getPrivate().getEncoded());

      Path file = folder.resolve("authority.pem");
      writePem(file, "CERTIFICATE", certificate.getEncoded());
      return new TestAuthority(certificate, file, folder);
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /// Settings of a node that serves TLS on any free ports.
  String settings() {
    return """
    edgemq {
      mqtts { port = 0, certificate = "%s", key = "%s" }
      https.port = 0
    }
    """
        .formatted(folder.resolve("node.pem"), folder.resolve("node.key"));
  }

  /// For clients that trust this authority and no other.
  TrustManagerFactory trust() throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", certificate);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    return trust;
  }

  /// For clients that trust this authority and no other.
  SSLContext tls() throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust().getTrustManagers(), null);
    return context;
  }

  /// For clients that trust this authority and no other.
  SSLSocketFactory sockets() throws GeneralSecurityException, IOException {
    return tls().getSocketFactory();
  }

  private static KeyPair keyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static X509v3CertificateBuilder builder(int serial, X500Principal name, KeyPair keys) {
    Instant now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        NAME,
        BigInteger.valueOf(serial),
        Date.from(now.minus(AGE)),
        Date.from(now.plus(LIFE)),
        name,
        keys.getPublic());
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, KeyPair authority)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder(SIGNATURE).build(authority.getPrivate())));
  }

  private static void writePem(Path file, String label, byte[] der) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
  }
}
