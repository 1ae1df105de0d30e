package io.edgemq.ops.tools;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A certificate for `localhost` and 127.0.0.1 that is signed by its own key, made for one run by
/// the JDK's keytool. Whoever is to trust it is given its file.
///
/// @param certificate PEM
/// @param key PEM, PKCS#8, without a password
public record OwnCertificate(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";
  private static final int SECONDS_MAX = 60;
  private static final int LINE_LETTERS = 64;

  /// Makes one.
  ///
  /// @param folder that is there; gets `own.pem` and `own.key`
  /// @throws IOException if the JDK has no keytool that works
  public static OwnCertificate in(Path folder) throws IOException, InterruptedException {
    Path store = folder.resolve("own.p12");
    keytool(folder, store);
    try {
      KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      Path certificate = folder.resolve("own.pem");
      Files.writeString(certificate, pem("CERTIFICATE", keys.getCertificate("own").getEncoded()));
      Path key = folder.resolve("own.key");
      byte[] encoded = keys.getKey("own", PASSWORD.toCharArray()).getEncoded();
      Files.writeString(key, pem("PRIVATE KEY", encoded));
      return new OwnCertificate(certificate, key);
    } catch (GeneralSecurityException e) {
      throw new IOException("what keytool has made cannot be read: " + e.getMessage(), e);
    } finally {
      Files.delete(store);
    }
  }

  private static void keytool(Path folder, Path store) throws IOException, InterruptedException {
    String program = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Path said = folder.resolve("keytool.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    program,
                    "-genkeypair",
                    "-alias",
                    "own",
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost,ip:127.0.0.1",
                    "-validity",
                    "7",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    store.toString(),
                    "-storepass",
                    PASSWORD))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool made no certificate: " + Files.readString(said).strip());
      }
    } finally {
      process.destroyForcibly();
    }
    Files.delete(said);
  }

  private static String pem(String type, byte[] der) {
    var lines = Base64.getMimeEncoder(LINE_LETTERS, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(type, lines.encodeToString(der), type);
  }
}
