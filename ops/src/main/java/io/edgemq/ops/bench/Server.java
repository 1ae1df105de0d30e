package io.edgemq.ops.bench;

import io.edgemq.ops.load.Credentials;
import io.edgemq.ops.load.LoadTransport;
import java.io.IOException;
import java.util.OptionalLong;

/// What is loaded: a process on loopback ports, which ends when this is closed.
interface Server extends AutoCloseable {
  /// What it has used since it began. What is not known stands still.
  ///
  /// @param cpuNanos of its process
  /// @param allocatedBytes in its heap
  /// @param pausedMillis in which its JVM stood still for collections
  record Usage(long cpuNanos, OptionalLong allocatedBytes, OptionalLong pausedMillis) {}

  /// How it is called in the results.
  String name();

  /// What an acknowledgement of it is worth.
  String durability();

  ChildProcess process();

  /// Of the service that a case needs.
  int port();

  /// How its clients come in this case.
  LoadTransport transport();

  /// Of a client.
  Credentials credentials(int number);

  /// Cheap: no more than some milliseconds.
  Usage usage() throws IOException;

  /// What is reachable in its heap, after full collections; empty where it has none.
  OptionalLong liveHeapBytes() throws IOException;

  /// Waits until all that it has acknowledged is where it has to be in the end.
  ///
  /// @throws IOException if that takes too long
  default void awaitCommitted() throws IOException, InterruptedException {}

  @Override
  void close();
}
