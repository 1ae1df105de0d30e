package io.edgemq.ops.demo;

import java.nio.file.Path;
import java.time.Duration;

/// A demo to be run.
///
/// @param folder for everything that it leaves behind; new or empty, because what an earlier run
///   left would count as found
/// @param duration how long to publish
/// @param clients of MQTT, at least 1
public record DemoPlan(Path folder, Duration duration, int clients) {
  /// Connections that post over HTTP meanwhile, each one request after the other.
  static final int HTTP_CONNECTIONS = 4;

  /// Records of one of their requests.
  static final int HTTP_BATCH = 100;

  static final String HTTP_TARGET = "/ingest";

  /// The view of the readings, which is a resource and a file of the demo.
  static final String VIEW = "temperature_readings";

  public DemoPlan {
    if (clients < 1 || duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(clients + " clients for " + duration);
    }
  }

  /// Where committed objects lie.
  public Path objects() {
    return folder.resolve("objects");
  }

  /// Where the definition of the view lies.
  public Path view() {
    return folder.resolve(VIEW + ".yaml");
  }

  /// The typed files, for programs that take patterns.
  String viewFiles() {
    return objects().resolve("demo/plant/views/" + VIEW + "/v1") + "/*/*.parquet";
  }

  /// Where the node's log lies.
  public Path log() {
    return folder.resolve("wal");
  }
}
