package io.edgemq.ops.settings;

import java.nio.charset.StandardCharsets;

/// What the tokens of the management API are signed with. The text form shows nothing.
public final class TokenSecret {
  /// Of HS256 (RFC 7518, section 3.2).
  static final int BYTES_MIN = 32;

  private final byte[] bytes;

  /// @param text at least [#BYTES_MIN] in UTF-8
  TokenSecret(String text) {
    bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  /// The secret.
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public String toString() {
    return "TokenSecret(…)";
  }
}
