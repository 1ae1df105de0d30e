package io.edgemq.ops.settings;

import com.typesafe.config.ConfigValue;

/// How the value of one key is read and what it may be; [Rules] has them.
interface Rule<T> {
  T read(ConfigValue value) throws Refused;

  /// The value breaks the rule. The message is the part of a fault behind the path: what is wrong,
  /// the value, and what is allowed.
  final class Refused extends Exception {
    Refused(String message) {
      super(message);
    }
  }
}
