package io.edgemq.views.render;

import java.io.IOException;

/// Takes files as they are made, in the thread that makes them.
@FunctionalInterface
public interface RenderedFiles {
  /// Takes a file, which is not held by the renderer any more.
  ///
  /// @throws IOException ends the rendering
  void add(RenderedFile file) throws IOException;
}
