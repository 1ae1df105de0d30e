package io.edgemq.ingest.http.body;

import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import org.jspecify.annotations.Nullable;

/// For a body that is sent as it is.
final class NoDecoder implements Decoder {
  @Override
  public @Nullable Rejected decode(byte[] bytes, int from, int to, Output output) {
    return output.take(bytes, from, to);
  }

  @Override
  public @Nullable Rejected finish() {
    return null;
  }

  @Override
  public long heldBytes() {
    return 0;
  }

  @Override
  public void close() {}
}
