package io.edgemq.cluster.directory;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// SHA-256 of an API key. Equality takes the same time wherever two hashes differ; the text form
/// shows nothing.
public final class SecretHash {
  private static final int BYTES = 32;
  private static final int FINGERPRINT_DIGITS = 16;

  private final byte[] digest;

  private SecretHash(byte[] digest) {
    this.digest = digest;
  }

  /// The hash of a key's bytes, as a client sent them or the configuration holds them.
  public static SecretHash of(byte[] key) {
    try {
      return new SecretHash(MessageDigest.getInstance("SHA-256").digest(key));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// The hash as [#hex()] gave it.
  ///
  /// @throws IllegalArgumentException if the text is none
  public static SecretHash ofHex(String hex) {
    byte[] digest = HexFormat.of().parseHex(hex);
    if (digest.length != BYTES) {
      throw new IllegalArgumentException("a SHA-256 has " + BYTES + " bytes");
    }
    return new SecretHash(digest);
  }

  /// For documents: 64 digits.
  public String hex() {
    return HexFormat.of().formatHex(digest);
  }

  /// Tells this secret from another one under the same name, and nothing about it: 16 digits of the
  /// hash of the hash.
  public String fingerprint() {
    return of(digest).hex().substring(0, FINGERPRINT_DIGITS);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretHash that && MessageDigest.isEqual(digest, that.digest);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(digest);
  }

  @Override
  public String toString() {
    return "SecretHash(…)";
  }
}
