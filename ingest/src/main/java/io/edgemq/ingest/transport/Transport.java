package io.edgemq.ingest.transport;

import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/// The way between one client and the protocol that serves it.
@FunctionalInterface
public interface Transport {
  /// Runs a protocol: bytes of the client in, bytes for the client out. The client's side is open
  /// until the flow ends. To be called once.
  void run(Flow<ByteString, ByteString, NotUsed> protocol);
}
