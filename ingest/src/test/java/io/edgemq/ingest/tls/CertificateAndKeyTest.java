package io.edgemq.ingest.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.edgemq.ingest.tls.Certificates.Issued;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.assertj.core.api.AbstractThrowableAssert;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is read from PEM files, and what is said of those that cannot be used.
class CertificateAndKeyTest {
  private static final Certificates ISSUER = new Certificates("issuer");
  private static final Issued RSA = ISSUER.issue(Certificates.RSA, "rsa");
  private static final Issued EC = ISSUER.issue(Certificates.EC, "ec");

  @TempDir private Path folder;

  // Kinds of keys.

  @ParameterizedTest
  @ValueSource(strings = {Certificates.RSA, Certificates.EC, Certificates.ED25519})
  void keysInPkcs8AreRead(String type) throws Exception {
    Issued issued = ISSUER.issue(type, "server");

    CertificateAndKey read = read(issued.chainPem(), issued.keyPem());

    assertThat(read.key()).isEqualTo(issued.key());
    assertThat(read.chain()).containsExactly(issued.certificate(), ISSUER.certificate());
  }

  @Test
  void rsaKeysInPkcs1AreRead() throws Exception {
    String pem = Certificates.pem("RSA PRIVATE KEY", inner(RSA.key()));

    assertThat(read(RSA.chainPem(), pem).key()).isEqualTo(RSA.key());
  }

  @Test
  void ecKeysInSec1AreReadWithAndWithoutTheParametersOfTheCurveBefore() throws Exception {
    String key = Certificates.pem("EC PRIVATE KEY", sec1((ECPrivateKey) EC.key()));
    String parameters =
        Certificates.pem("EC PARAMETERS", SECObjectIdentifiers.secp256r1.getEncoded());

    for (String pem : new String[] {key, parameters + key}) {
      assertThat(((ECPrivateKey) read(EC.chainPem(), pem).key()).getS())
          .isEqualTo(((ECPrivateKey) EC.key()).getS());
    }
  }

  @Test
  void textAroundTheBlocksAndOtherLineEndsDoNotMatter() throws Exception {
    String chain = "subject=CN = ec\n" + EC.chainPem() + "issued by hand\n";
    String key = ("for the server\n" + EC.keyPem()).replace("\n", "\r\n");

    assertThat(read(chain.replace("\n", "\r\n"), key).key()).isEqualTo(EC.key());
  }

  @Test
  void theKeyMayStandInTheFileOfItsCertificate() throws Exception {
    assertThat(read(EC.chainPem(), EC.chainPem() + EC.keyPem()).key()).isEqualTo(EC.key());
  }

  // Names.

  @Test
  void theNamesAreTheAlternativeNamesInLowerCase() throws Exception {
    Issued issued = ISSUER.issue(Certificates.EC, "common", "A.Example.com", "*.b.example.com");

    assertThat(read(issued.chainPem(), issued.keyPem()).names())
        .containsExactlyInAnyOrder("a.example.com", "*.b.example.com");
    assertThat(read(EC.chainPem(), EC.keyPem()).names()).isEmpty();
  }

  // What cannot be used.

  @Test
  void anEncryptedKeyIsRefusedWithWhatToDo() throws Exception {
    assertThatReading(EC.chainPem(), Certificates.pem("ENCRYPTED PRIVATE KEY", encrypted(EC.key())))
        .hasMessageContaining("server.key is encrypted")
        .hasMessageContaining("'openssl pkey -in ")
        .hasNoCause();
  }

  @Test
  void aKeyThatIsEncryptedTheOldWayIsRefusedToo() {
    String pem =
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF

        AAAAAAAAAAAAAAAAAAAAAA==
        -----END RSA PRIVATE KEY-----
        """;

    assertThatReading(RSA.chainPem(), pem).hasMessageContaining("server.key is encrypted");
  }

  @Test
  void theKeyOfAnotherCertificateIsRefused() {
    for (String type : new String[] {Certificates.RSA, Certificates.EC, Certificates.ED25519}) {
      Issued issued = ISSUER.issue(type, "server");
      Issued other = ISSUER.issue(type, "another");

      assertThatReading(issued.chainPem(), other.keyPem())
          .hasMessageContaining("server.key does not belong to the first certificate in ")
          .hasMessageContaining("server.pem (CN=server): give the key that this certificate");
    }
    assertThatReading(EC.chainPem(), RSA.keyPem()).hasMessageContaining("does not belong");
  }

  @Test
  void aChainThatBeginsWithTheIssuerIsRefused() {
    assertThatReading(ISSUER.pem() + EC.chainPem(), EC.keyPem())
        .hasMessageContaining("put the server's own first");
  }

  @Test
  void aFileWithoutACertificateIsRefused() {
    assertThatReading("", EC.keyPem()).hasMessageContaining("server.pem holds no certificate");
    assertThatReading("no certificate\n", EC.keyPem())
        .hasMessageContaining("server.pem cannot be read as certificates: give ");
  }

  @Test
  void aDamagedCertificateIsRefused() {
    assertThatReading(EC.chainPem().replaceFirst("MII", "MIX"), EC.keyPem())
        .hasMessageContaining("server.pem cannot be read as certificates: give ");
    assertThatReading(EC.keyPem(), EC.keyPem()).hasMessageContaining("server.pem cannot be read");
  }

  @Test
  void aFileWithoutAKeyIsRefused() {
    assertThatReading(EC.chainPem(), "").hasMessageContaining("server.key holds no private key");
    assertThatReading(EC.chainPem(), EC.chainPem())
        .hasMessageContaining("server.key holds no private key: give ");
  }

  @Test
  void aDamagedKeyIsRefusedAndNothingOfItIsShown() {
    String body = EC.keyPem().lines().toList().get(1);
    for (String damage : new String[] {"", "A", "AAAA", "M!"}) {
      String damaged = EC.keyPem().replace(body, damage + body.substring(3));

      assertThatReading(EC.chainPem(), damaged)
          .hasMessageContaining("server.key")
          .hasMessageNotContaining(body.substring(4, 12))
          .hasNoCause();
    }
  }

  @Test
  void aKeyThatTheJdkDoesNotKnowIsRefused() throws Exception {
    var unknown = new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.6.1.4.1.1"));
    byte[] key = new PrivateKeyInfo(unknown, new DEROctetString(new byte[32])).getEncoded();

    assertThatReading(EC.chainPem(), Certificates.pem("PRIVATE KEY", key))
        .hasMessageContaining("server.key is of a kind that is not supported: use RSA, EC (P-256")
        .hasNoCause();
  }

  @Test
  void aFileThatIsNotThereOrTooLargeIsRefused() throws Exception {
    Path file = folder.resolve("a.pem");
    assertThatThrownBy(() -> PemFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage("there is no file " + file + ": correct the path, or put it there");
    assertThatThrownBy(() -> PemFile.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(folder + " cannot be read: ");

    Files.write(file, new byte[1 << 20]);
    assertThat(PemFile.read(file).path()).isEqualTo(file);
    Files.write(file, new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> PemFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " is larger than 1048576 bytes");
  }

  private CertificateAndKey read(String chain, String key) throws IOException {
    return CertificateAndKey.of(
        PemFile.read(Certificates.write(folder.resolve("server.pem"), chain)),
        PemFile.read(Certificates.write(folder.resolve("server.key"), key)));
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertThatReading(
      String chain, String key) {
    return assertThatThrownBy(() -> read(chain, key)).isInstanceOf(IOException.class);
  }

  /// The key of a PKCS#8 structure.
  private static byte[] inner(PrivateKey key) throws IOException {
    return PrivateKeyInfo.getInstance(key.getEncoded()).getPrivateKey().getOctets();
  }

  /// As `openssl ecparam -genkey` has it, with the curve inside; PKCS#8 has it outside.
  private static byte[] sec1(ECPrivateKey key) throws IOException {
    return new org.bouncycastle.asn1.sec.ECPrivateKey(
            256, key.getS(), SECObjectIdentifiers.secp256r1)
        .getEncoded();
  }

  private static byte[] encrypted(PrivateKey key) throws Exception {
    String algorithm = "PBEWithSHA1AndDESede";
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.ENCRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec("password".toCharArray())));
    return new EncryptedPrivateKeyInfo(cipher.getParameters(), cipher.doFinal(key.getEncoded()))
        .getEncoded();
  }
}
