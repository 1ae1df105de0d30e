package io.edgemq.multijvm;

import java.io.IOException;
import java.util.List;

/// A client of one of the libraries that devices use, connected. It comes back by itself when its
/// connection is lost.
interface Client extends AutoCloseable {
  /// The name that clients give themselves; a label.
  String USER = "device";

  /// Publishes messages, one behind the other as fast as the library does it.
  ///
  /// Returns when all of them have gone out (QoS 0) or are acknowledged (QoS 1), as the library
  /// says it.
  ///
  /// @param payloads one character for each byte
  /// @throws Exception if it is not known of all; the library may still send some of them
  void publish(String topic, int qos, List<String> payloads) throws Exception;

  /// Reason codes of the DISCONNECTs that the server sent, which only MQTT 5.0 has.
  List<Integer> disconnects() throws Exception;

  /// Disconnects in order, and does not come back.
  void disconnect() throws Exception;

  /// Ends the client, whatever it does.
  @Override
  void close() throws IOException;

  /// The server turned the client away.
  final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final int code;

    Refused(int code) {
      super("CONNACK " + code);
      this.code = code;
    }

    /// Return code or reason code of CONNACK, as the library reports it.
    int code() {
      return code;
    }
  }
}
