package io.edgemq.ingest.connection;

import java.security.SecureRandom;

/// Client ids for clients of MQTT 5.0 that bring none: unique because they are random, and not to
/// be guessed, as another client that names the same id takes the connection over. Any thread.
final class AssignedClientId {
  /// What every server takes in a client id (MQTT-3.1.3-5), so the client may use it elsewhere.
  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /// 131 random bits.
  private static final int LENGTH = 22;

  private static final SecureRandom RANDOM = new SecureRandom();

  private AssignedClientId() {}

  static String next() {
    var id = new StringBuilder(LENGTH);
    for (int i = 0; i < LENGTH; i++) {
      id.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
