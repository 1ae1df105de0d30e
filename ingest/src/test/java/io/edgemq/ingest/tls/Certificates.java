package io.edgemq.ingest.tls;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/// An issuer of certificates for tests, made anew in each run.
final class Certificates {
  static final String RSA = "RSA";
  static final String EC = "EC";
  static final String ED25519 = "Ed25519";

  private static final AtomicLong SERIAL = new AtomicLong(1);
  private static final Duration DAY = Duration.ofDays(1);

  private final String name;
  private final KeyPair keys = keys(EC);
  private final X509Certificate certificate;

  /// A certificate, the one of its issuer, and its key.
  record Issued(X509Certificate certificate, X509Certificate issuer, PrivateKey key) {
    String chainPem() {
      return pem("CERTIFICATE", encoded(certificate)) + pem("CERTIFICATE", encoded(issuer));
    }

    String keyPem() {
      return pem("PRIVATE KEY", key.getEncoded());
    }

    /// As `NAME.pem` and `NAME.key`.
    TlsSettings.CertificateFiles writeTo(Path folder, String name) {
      return new TlsSettings.CertificateFiles(
          write(folder.resolve(name + ".pem"), chainPem()),
          write(folder.resolve(name + ".key"), keyPem()));
    }
  }

  Certificates(String name) {
    this.name = name;
    Instant now = Instant.now();
    this.certificate = sign(name, keys, now.minus(DAY), now.plus(DAY), true, List.of());
  }

  X509Certificate certificate() {
    return certificate;
  }

  String pem() {
    return pem("CERTIFICATE", encoded(certificate));
  }

  /// Valid from yesterday to tomorrow.
  Issued issue(String keyType, String commonName, String... dnsNames) {
    Instant now = Instant.now();
    return issue(keyType, commonName, now.minus(DAY), now.plus(DAY), dnsNames);
  }

  Issued issue(String keyType, String commonName, Instant from, Instant until, String... dnsNames) {
    KeyPair pair = keys(keyType);
    return new Issued(
        sign(commonName, pair, from, until, false, Arrays.asList(dnsNames)),
        certificate,
        pair.getPrivate());
  }

  private X509Certificate sign(
      String subject,
      KeyPair pair,
      Instant from,
      Instant until,
      boolean isIssuer,
      List<String> dnsNames) {
    var builder =
        new JcaX509v3CertificateBuilder(
            new X500Principal("CN=" + name),
            BigInteger.valueOf(SERIAL.getAndIncrement()),
            Date.from(from),
            Date.from(until),
            new X500Principal("CN=" + subject),
            pair.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isIssuer));
      if (!dnsNames.isEmpty()) {
        GeneralName[] names =
            dnsNames.stream()
                .map(it -> new GeneralName(GeneralName.dNSName, it))
                .toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (IOException | OperatorCreationException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static KeyPair keys(String type) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
      if (type.equals(EC)) {
        generator.initialize(new ECGenParameterSpec("secp256r1"));
      } else if (type.equals(RSA)) {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pem(String type, byte[] der) {
    var text = new StringWriter();
    try (var writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, der));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
