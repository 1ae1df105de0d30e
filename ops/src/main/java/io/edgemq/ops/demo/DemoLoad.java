package io.edgemq.ops.demo;

import io.edgemq.ops.load.LoadReport;

/// What was published, by both protocols at the same time.
record DemoLoad(LoadReport mqtt, LoadReport http) {
  long sent() {
    return mqtt.sent() + http.sent();
  }

  long acknowledged() {
    return mqtt.acknowledged() + http.acknowledged();
  }

  /// Whether both protocols had something acknowledged.
  boolean isOfBoth() {
    return mqtt.acknowledged() > 0 && http.acknowledged() > 0;
  }
}
