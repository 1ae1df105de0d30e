package io.edgemq.ops.load;

/// Hears how a load is getting on. Every method must return quickly: two of them hold up the load.
public interface LoadListener {
  /// Hears nothing.
  LoadListener NONE = new LoadListener() {};

  /// All clients are connected and the first message is about to go out. On a selector thread.
  default void publishingStarts(LoadProgress progress) {}

  /// No message goes out any more and the outstanding answers have arrived or been given up. On a
  /// selector thread.
  default void settled(LoadProgress progress) {}

  /// A few times a second, on the thread that waits for the report.
  default void progress(LoadProgress progress) {}
}
