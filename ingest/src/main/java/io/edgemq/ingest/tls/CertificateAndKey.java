package io.edgemq.ingest.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// A certificate chain, the server's own certificate first, and the private key of that one.
///
/// @param names that the certificate is for: its DNS names in lower case, wildcards among them. The
///   common name does not count (RFC 9525 section 2)
record CertificateAndKey(List<X509Certificate> chain, PrivateKey key, Set<String> names) {
  /// The type of a DNS name in the subject's alternative names (RFC 5280 section 4.2.1.6).
  private static final Integer DNS_NAME = 2;

  /// @throws IOException if the files do not hold a chain and the key of its first certificate;
  ///   says which file and what to do, and shows nothing of a key
  static CertificateAndKey of(PemFile chainFile, PemFile keyFile) throws IOException {
    List<X509Certificate> chain = chainFile.certificates();
    PrivateKey key = keyFile.privateKey();
    X509Certificate own = chain.getFirst();
    if (!belong(own, key, chainFile.path())) {
      throw new IOException(
          "the private key in "
              + keyFile.path()
              + " does not belong to the first certificate in "
              + chainFile.path()
              + " ("
              + own.getSubjectX500Principal()
              + "): give the key that this certificate was made for, and if the file holds several"
              + " certificates, put the server's own first");
    }
    return new CertificateAndKey(chain, key, names(own, chainFile.path()));
  }

  X509Certificate own() {
    return chain.getFirst();
  }

  /// As key managers are asked for it: `RSA`, `EC` and so on.
  String keyType() {
    return own().getPublicKey().getAlgorithm();
  }

  private static boolean belong(X509Certificate certificate, PrivateKey key, Path file)
      throws IOException {
    String type = certificate.getPublicKey().getAlgorithm();
    String signatureAlgorithm =
        switch (type) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA" -> "EdDSA";
          default ->
              throw new IOException(
                  "the first certificate in "
                      + file
                      + " has a key of type "
                      + type
                      + ": use RSA, EC (P-256, P-384, P-521) or Ed25519");
        };
    if (!key.getAlgorithm().equals(type)) {
      return false;
    }
    byte[] text = {1, 2, 3};
    try {
      Signature signature = Signature.getInstance(signatureAlgorithm);
      signature.initSign(key);
      signature.update(text);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(text);
      return signature.verify(signed);
    } catch (GeneralSecurityException _) { // two keys of different sizes or curves
      return false;
    }
  }

  private static Set<String> names(X509Certificate certificate, Path file) throws IOException {
    var names = new TreeSet<String>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> name : all) {
          if (name.get(0).equals(DNS_NAME)) {
            names.add(((String) name.get(1)).toLowerCase(Locale.ROOT));
          }
        }
      }
    } catch (CertificateParsingException e) {
      throw new IOException(
          "the alternative names in the first certificate of "
              + file
              + " cannot be read: have the certificate issued again",
          e);
    }
    return names;
  }
}
