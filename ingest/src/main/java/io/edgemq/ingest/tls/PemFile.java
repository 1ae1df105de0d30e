package io.edgemq.ingest.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.jspecify.annotations.Nullable;

/// What a PEM file (RFC 7468) held when it was read. Every failure is an [IOException] that names
/// the file and says what to do; none shows anything of a key, so those about keys have no cause.
final class PemFile {
  /// Larger than any chain of certificates; keeps a path to the wrong file from filling the memory.
  private static final int BYTES_MAX = 1 << 20;

  private final Path path;
  private final byte[] bytes;

  private PemFile(Path path, byte[] bytes) {
    this.path = path;
    this.bytes = bytes;
  }

  /// Reads the file, whatever is in it. Blocks.
  static PemFile read(Path path) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(BYTES_MAX + 1);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + path + ": correct the path, or put it there", e);
    } catch (AccessDeniedException e) {
      throw new IOException(
          path + " may not be read: give the user that this program runs as the right to", e);
    } catch (IOException e) {
      throw new IOException(path + " cannot be read: " + e.getMessage(), e);
    }
    if (bytes.length > BYTES_MAX) {
      throw new IOException(
          path
              + " is larger than "
              + BYTES_MAX
              + " bytes, which certificates and keys are not: give the right file");
    }
    return new PemFile(path, bytes);
  }

  Path path() {
    return path;
  }

  void addTo(MessageDigest fingerprint) {
    fingerprint.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    fingerprint.update(bytes);
  }

  /// The certificates in the order of the file, at least one.
  List<X509Certificate> certificates() throws IOException {
    var certificates = new ArrayList<X509Certificate>();
    try {
      var factory = CertificateFactory.getInstance("X.509");
      for (Certificate it : factory.generateCertificates(new ByteArrayInputStream(bytes))) {
        certificates.add((X509Certificate) it);
      }
    } catch (CertificateException | RuntimeException e) { // of the parser
      throw new IOException(
          path
              + " cannot be read as certificates: give a PEM file that holds only blocks of BEGIN"
              + " CERTIFICATE",
          e);
    }
    if (certificates.isEmpty()) {
      throw new IOException(
          path + " holds no certificate: give a PEM file with blocks of BEGIN CERTIFICATE");
    }
    return List.copyOf(certificates);
  }

  /// The first private key of the file: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017) or SEC 1 (RFC 5915).
  PrivateKey privateKey() throws IOException {
    return switch (firstKey()) {
      case PrivateKeyInfo key -> privateKey(key);
      case PEMKeyPair pair -> privateKey(pair.getPrivateKeyInfo());
      case null ->
          throw new IOException(
              path
                  + " holds no private key: give a PEM file with a block of BEGIN PRIVATE KEY,"
                  + " BEGIN RSA PRIVATE KEY or BEGIN EC PRIVATE KEY");
      default ->
          throw new IOException(
              "the private key in "
                  + path
                  + " is encrypted, and nobody is there to give its"
                  + " password: decrypt it with 'openssl pkey -in "
                  + path
                  + " -out NEW', let only the user of this program read NEW, and give that file");
    };
  }

  /// The first object that is a private key, in clear or encrypted; others may come before it, like
  /// the parameters of a curve.
  private @Nullable Object firstKey() throws IOException {
    var text = new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.ISO_8859_1);
    try (var parser = new PEMParser(text)) {
      Object object = parser.readObject();
      while (object != null && !isKey(object)) {
        object = parser.readObject();
      }
      return object;
    } catch (IOException | RuntimeException _) {
      throw new IOException(
          path
              + " cannot be read as a private key: 'openssl pkey -in "
              + path
              + " -check -noout' has to find it valid");
    }
  }

  private static boolean isKey(Object object) {
    return object instanceof PrivateKeyInfo
        || object instanceof PEMKeyPair
        || object instanceof PKCS8EncryptedPrivateKeyInfo
        || object instanceof PEMEncryptedKeyPair;
  }

  private PrivateKey privateKey(PrivateKeyInfo key) throws IOException {
    try {
      return new JcaPEMKeyConverter().getPrivateKey(key);
    } catch (IOException | RuntimeException _) {
      throw new IOException(
          "the private key in "
              + path
              + " is of a kind that is not supported: use RSA, EC (P-256,"
              + " P-384, P-521) or Ed25519");
    }
  }
}
