package io.edgemq.ingest.mqtt;

import java.util.ArrayList;
import java.util.List;

/// What comes of a stream of packets, in hex: messages as `topic=message`, PUBACKs, and all other
/// answers.
record Conversation(List<String> messages, List<String> acks, List<String> answers) {
  Conversation() {
    this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  /// The same as one line, so that it does not matter how answers were grouped.
  Conversation joined() {
    return new Conversation(
        messages, List.of(String.join("", acks)), List.of(String.join("", answers)));
  }
}
