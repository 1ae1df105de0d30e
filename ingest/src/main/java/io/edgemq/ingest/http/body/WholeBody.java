package io.edgemq.ingest.http.body;

import io.edgemq.ingest.http.body.BodyOutcome.Rejected;
import org.jspecify.annotations.Nullable;

/// The body is one record, whatever is in it.
final class WholeBody implements Splitter {
  private final FrameBlocks frames;

  WholeBody(FrameBlocks frames) {
    this.frames = frames;
  }

  @Override
  public @Nullable Rejected take(byte[] bytes, int from, int to) {
    return frames.append(bytes, from, to, to);
  }

  @Override
  public @Nullable Rejected finish() {
    frames.end();
    return null;
  }
}
