package io.edgemq.multijvm;

import java.io.IOException;
import java.util.function.ToIntFunction;

/// What clients send to a node while it is killed and started again.
interface Traffic {
  /// Lets the clients begin.
  ///
  /// @param ports where the node is at present; any thread asks it
  void start(ToIntFunction<Way> ports) throws IOException;

  /// Where to: `tenant/endpoint`.
  String endpoint();

  /// A condition that holds once all clients have got on well since this call.
  Await.Condition gettingOn();

  /// Tells the clients to send nothing more. May be called at any time, and again.
  void stop();

  /// Returns once all that the clients had begun is answered.
  void awaitEnd() throws Exception;

  /// What became of it, when all is committed.
  ///
  /// @throws Exception if something that is told about it is not so
  Readings.Outcome outcome(Readings readings) throws Exception;
}
