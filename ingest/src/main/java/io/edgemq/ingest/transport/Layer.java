package io.edgemq.ingest.transport;

import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.util.ByteString;

/// Something between the sockets of a listener and the protocol: TLS, the PROXY header.
@FunctionalInterface
public interface Layer {
  /// A flow for what is below, that has `protocol` on top.
  ///
  /// @param origin noted there is what the layer learns of the client
  Flow<ByteString, ByteString, NotUsed> below(
      Flow<ByteString, ByteString, NotUsed> protocol, ClientOrigin origin);
}
