package io.edgemq.ops.load;

import java.nio.charset.StandardCharsets;

/// User name and password of every generated client; the password is the API key, and all that is
/// sent over HTTP. Immutable. The key never appears in `toString`.
public final class Credentials {
  private static final Credentials NONE = new Credentials(new byte[0], new byte[0]);

  private final byte[] username;
  private final byte[] key;

  private Credentials(byte[] username, byte[] key) {
    this.username = username;
    this.key = key;
  }

  /// No user name and no password in the CONNECT.
  public static Credentials none() {
    return NONE;
  }

  /// A user name and an API key.
  ///
  /// @param username a label, may be empty
  /// @param key the API key, not empty; its UTF-8 bytes are the password
  public static Credentials of(String username, String key) {
    return of(username, key.getBytes(StandardCharsets.UTF_8));
  }

  /// A user name and an API key as the bytes that go over the wire.
  ///
  /// @param username a label, may be empty
  /// @param key the password, 1 to 65,535 bytes; copied
  public static Credentials of(String username, byte[] key) {
    byte[] name = username.getBytes(StandardCharsets.UTF_8);
    if (key.length == 0 || key.length > MqttPackets.STRING_BYTES_MAX) {
      throw new IllegalArgumentException("key of " + key.length + " bytes, allowed 1 to 65535");
    }
    if (name.length > MqttPackets.STRING_BYTES_MAX) {
      throw new IllegalArgumentException("username of " + name.length + " bytes, at most 65535");
    }
    return new Credentials(name, key.clone());
  }

  boolean isPresent() {
    return key.length > 0;
  }

  /// Not copied: the packet encoder only reads it.
  byte[] username() {
    return username;
  }

  /// Not copied: the packet encoder only reads it.
  byte[] key() {
    return key;
  }

  @Override
  public String toString() {
    return isPresent() ? "Credentials[key hidden]" : "Credentials[none]";
  }
}
