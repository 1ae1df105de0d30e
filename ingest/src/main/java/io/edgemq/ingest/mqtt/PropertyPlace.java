package io.edgemq.ingest.mqtt;

/// Where a client's properties stand (MQTT 5.0, section 2.2.2.2).
enum PropertyPlace {
  CONNECT,
  WILL,
  PUBLISH,
  SUBSCRIBE,
  UNSUBSCRIBE,
  DISCONNECT
}
