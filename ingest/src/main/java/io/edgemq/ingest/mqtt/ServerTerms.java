package io.edgemq.ingest.mqtt;

import io.edgemq.storage.wal.AckLevel;

/// What a client of MQTT 5.0 is told in CONNACK and held to, besides [SessionLimits].
///
/// @param receiveMaximum QoS 1 messages that may be without a PUBACK, 1 to 65,535
/// @param receiveMaximumCommitted the same where PUBACK stands for committed and so comes later
/// @param topicAliasMaximum topics a client may give a number, 0 to 65,535; 0: none
/// @param keepAliveSecondsMax longest keep alive, 0 to 65,535; 0: whatever the client likes
public record ServerTerms(
    int receiveMaximum,
    int receiveMaximumCommitted,
    int topicAliasMaximum,
    int keepAliveSecondsMax) {
  private static final int SHORT_MAX = 65_535;

  public ServerTerms {
    check("receiveMaximum", receiveMaximum, 1);
    check("receiveMaximumCommitted", receiveMaximumCommitted, 1);
    check("topicAliasMaximum", topicAliasMaximum, 0);
    check("keepAliveSecondsMax", keepAliveSecondsMax, 0);
  }

  /// The same Receive Maximum for all.
  public ServerTerms(int receiveMaximum, int topicAliasMaximum, int keepAliveSecondsMax) {
    this(receiveMaximum, receiveMaximum, topicAliasMaximum, keepAliveSecondsMax);
  }

  /// The Receive Maximum of a client whose PUBACKs stand for this.
  int receiveMaximum(AckLevel ack) {
    return ack == AckLevel.COMMITTED ? receiveMaximumCommitted : receiveMaximum;
  }

  /// The keep alive that holds for a client that asks for this one.
  int keepAliveSeconds(int asked) {
    boolean isTooLong = asked == 0 || asked > keepAliveSecondsMax;
    return keepAliveSecondsMax > 0 && isTooLong ? keepAliveSecondsMax : asked;
  }

  private static void check(String what, int value, int min) {
    if (value < min || value > SHORT_MAX) {
      throw new IllegalArgumentException(
          what + " is " + value + ", but must be " + min + " to " + SHORT_MAX);
    }
  }
}
